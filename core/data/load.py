"""A data set's splits, ready to train on."""

import importlib

from core.data.full import Progress
from core.data.prepared import Prepared
from core.data.shared import shared
from core.spec import DatasetSpec


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """The splits that a specification asks for, by the loader that its catalogue entry names.

    A loader is a module of `core.data` with `load(spec, progress) -> Prepared`; it is imported
    when it is asked for, so that one data set does not pay for the imports of another.
    `dataset.seed` governs who is in which split. Validation and test examples stay the same
    whatever `train_size` is, as long as it is served by the same set. `progress(done, total)`
    counts the bytes of a download. Large examples are maps of files that all processes of the
    machine share (`core.data.shared`). Raises `BadInput` when the data cannot be had, or is not
    what it should be.
    """
    prepared: Prepared = importlib.import_module(spec.entry.module).load(spec, progress)
    return shared(prepared)
