"""Measurements of cell nuclei, as a table that comes with scikit-learn."""

import numpy as np
from sklearn.datasets import load_breast_cancer

from core.data.full import Progress
from core.data.prepared import Prepared, Split
from core.data.splitting import bundled_test_set, three_way
from core.data.table import Table
from core.spec import DatasetSpec


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """Columns in units of the training rows' deviations from their means; labels the diagnosis."""
    rows = table()
    train, validation, test = three_way(spec, rows.labels)
    x = rows.standardised(train)
    return Prepared.of(
        spec,
        train=Split(x[train], rows.labels[train]),
        validation=Split(x[validation], rows.labels[validation]),
        test=Split(x[test], rows.labels[test]),
        test_set=bundled_test_set(spec),
    )


def table() -> Table:
    """All 569 rows in the units of their origin; label 0 is malignant, 1 benign."""
    found = load_breast_cancer()
    names = tuple(str(name) for name in found.feature_names)
    return Table.checked("breast_cancer", names, found.data, found.target.astype(np.int64))
