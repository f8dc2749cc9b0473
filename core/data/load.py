"""A data set's splits, ready to train on."""

import numpy as np
from numpy.typing import NDArray

from core.catalogue import Entry
from core.data.full import Progress, full
from core.data.images import Images, bundled
from core.data.prepared import Prepared, Split
from core.spec import DatasetSpec
from core.streams import stream_seed

Indices = NDArray[np.int64]


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """The splits that a specification asks for.

    `dataset.seed` governs who is in which split, through the stream (seed, "split"). Validation
    and test examples stay the same whatever `train_size` is, as long as it is served by the same
    set. `progress(done, total)` counts the bytes of a download. Raises `BadInput` when the full
    set is needed and cannot be had, or is not what it should be.
    """
    return _full(spec, progress) if spec.uses_full_set else _bundled(spec)


def _bundled(spec: DatasetSpec) -> Prepared:
    """Test images first in a shuffled order, then validation, then training."""
    images, sizes = bundled(spec.name), spec.entry.bundled
    order = _shuffled(spec.seed, len(images))
    validation = order[sizes.test :][: spec.validation_size]
    train = order[sizes.test + sizes.validation :][: spec.train_size]
    where = f"{spec.name}: bundled test split of {sizes.test:,} (seed {spec.seed})"
    test = _split(images, order[: sizes.test])
    return _prepared(spec.entry, _split(images, train), _split(images, validation), test, where)


def _full(spec: DatasetSpec, progress: Progress | None) -> Prepared:
    """Training images from the front of a shuffled order, validation images from its end."""
    images, official = full(spec.entry, progress)
    order = _shuffled(spec.seed, len(images))
    train = order[: spec.train_size]
    validation = order[len(order) - spec.validation_size :]
    where = f"{spec.name}: official test set of {len(official):,}"
    test = _split(official, np.arange(len(official)))
    return _prepared(spec.entry, _split(images, train), _split(images, validation), test, where)


def _shuffled(seed: int, count: int) -> Indices:
    return np.random.default_rng(stream_seed(seed, "split")).permutation(count)


def _split(images: Images, index: Indices) -> Split:
    return Split(images.flat(index), images.labels[index].astype(np.int64))


def _prepared(entry: Entry, train: Split, validation: Split, test: Split, where: str) -> Prepared:
    return Prepared(
        train=train,
        validation=validation,
        test=test,
        shape=entry.shape,
        label_names=entry.label_names,
        test_set=where,
        value_range=entry.range,
    )
