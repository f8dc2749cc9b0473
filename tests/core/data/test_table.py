"""Tables: checked for what is missing, standardised by training rows alone."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer

from core.catalogue import CATALOGUE
from core.data import Prepared, load
from core.data.table import Table
from core.errors import BadInput
from core.spec import parse_spec

LABELS = np.zeros(3, np.int64)


def prepared(**dataset: object) -> Prepared:
    given = {"dataset": {"name": "breast_cancer", **dataset}, "model": {"family": "plain"}}
    return load(parse_spec(given).dataset)


def test_a_missing_value_is_refused_with_its_place() -> None:
    values = np.array([[1.0, 2.0], [3.0, np.nan], [np.inf, 4.0]])
    with pytest.raises(BadInput) as caught:
        Table.checked("mine", ("length", "width"), values, LABELS)
    assert str(caught.value) == (
        "Column “width” of mine is nan in row 2 (2 such values in all); every value must be a "
        "finite number: fill in what is missing or leave the row out."
    )


def test_a_constant_column_is_centred_only() -> None:
    table = Table.checked("mine", ("a", "b"), np.array([[1.0, 7], [3, 7], [5, 8]]), LABELS)
    x = table.standardised(np.array([0, 1]))
    assert x.tolist() == [[-1, 0], [1, 0], [3, 1]]


def test_training_columns_have_mean_0_and_deviation_1() -> None:
    data = prepared()
    assert data.train.x.mean(axis=0) == pytest.approx(np.zeros(30), abs=1e-5)
    assert data.train.x.std(axis=0) == pytest.approx(np.ones(30), abs=1e-5)
    assert np.abs(data.test.x.mean(axis=0)).max() > 0.02  # the test rows have no part in it


def test_it_is_scikit_learns_table_with_its_names_and_diagnoses() -> None:
    official, entry = load_breast_cancer(), CATALOGUE["breast_cancer"]
    assert list(entry.feature_names) == official.feature_names.tolist()
    assert list(entry.label_names) == official.target_names.tolist()
    data = prepared()
    assert len(data.train) + len(data.validation) + len(data.test) == len(official.data) == 569
    found = np.concatenate([data.train.x, data.validation.x, data.test.x]).astype(np.float64)
    labels = np.concatenate([data.train.y, data.validation.y, data.test.y])
    # Standardising keeps the order of every column, so rows can be matched by their ranks.
    for column in range(30):
        theirs = np.argsort(official.data[:, column], kind="stable")
        ours = np.argsort(found[:, column], kind="stable")
        scale = np.ptp(official.data[:, column]) / np.ptp(found[:, column])
        assert np.diff(official.data[theirs, column]) == pytest.approx(
            np.diff(found[ours, column]) * scale, abs=1e-3 * scale
        )
    assert labels.sum() == official.target.sum()
    radius = official.data[:, 0]
    mean = {label: radius[official.target == label].mean() for label in (0, 1)}
    assert mean[0] > mean[1]
    assert found[labels == 0, 0].mean() > found[labels == 1, 0].mean()


def test_the_same_rows_are_tested_whatever_is_trained_on() -> None:
    """Their units follow the training rows; who they are does not."""
    large, small = prepared(), prepared(train_size=100)
    assert np.array_equal(large.test.y, small.test.y)
    ranks = [np.argsort(data.test.x[:, 0], kind="stable") for data in (large, small)]
    assert np.array_equal(*ranks)
