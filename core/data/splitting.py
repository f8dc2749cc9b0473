"""Who is in which split: decided by `dataset.seed` alone, through the stream (seed, "split")."""

from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.images import Images
from core.data.prepared import Prepared
from core.spec import DatasetSpec
from core.streams import stream_seed

Indices = NDArray[np.int64]


def shuffled(seed: int, count: int) -> Indices:
    """The order [count] from which splits are cut."""
    return np.random.default_rng(stream_seed(seed, "split")).permutation(count)


def three_way(spec: DatasetSpec, labels: NDArray[Any]) -> tuple[Indices, Indices, Indices]:
    """Training, validation and test examples out of the bundled ones, whose labels [N] these are.

    Test first in a shuffled order, then validation, then training: the sizes of training and
    validation sets move nobody from one split to another.
    """
    sizes, order = spec.entry.bundled, shuffled(spec.seed, len(labels))
    validation = order[sizes.test :][: spec.validation_size]
    train = order[sizes.test + sizes.validation :][: spec.train_size]
    return *folded(spec, train, validation, labels), order[: sizes.test]


def folded(
    spec: DatasetSpec, train: Indices, validation: Indices, labels: NDArray[Any]
) -> tuple[Indices, Indices]:
    """The same examples shared out anew where there are folds: all but one fold, and that fold.

    The folds are scikit-learn's, stratified where every class has a member for each of them. The
    first (N mod K) have ⌈N/K⌉ examples and the others ⌊N/K⌋, either way.
    """
    if not spec.folds:
        return train, validation
    from sklearn.model_selection import KFold, StratifiedKFold  # half a second; few runs need it

    pool = np.concatenate([train, validation])
    _, counts = np.unique(labels[pool], return_counts=True)
    kind = StratifiedKFold if len(counts) > 1 and counts.min() >= spec.folds else KFold
    state = stream_seed(spec.seed, "folds") % 2**32
    splitter = kind(spec.folds, shuffle=True, random_state=state)
    rest, fold = next(islice(splitter.split(pool, labels[pool]), spec.fold, None))
    return pool[rest], pool[fold]


def split_bundled(spec: DatasetSpec, images: Images) -> Prepared:
    """The three splits of the images that ship with the program."""
    train, validation, test = three_way(spec, images.labels)
    return Prepared.of(
        spec,
        train=images.split(train),
        validation=images.split(validation),
        test=images.split(test),
        test_set=bundled_test_set(spec),
    )


def bundled_test_set(spec: DatasetSpec) -> str:
    return f"{spec.name}: bundled test split of {spec.entry.bundled.test:,} (seed {spec.seed})"
