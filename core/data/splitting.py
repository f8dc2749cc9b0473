"""Who is in which split: decided by `dataset.seed` alone, through the stream (seed, "split")."""

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


def three_way(spec: DatasetSpec, count: int) -> tuple[Indices, Indices, Indices]:
    """Training, validation and test examples out of `count` bundled ones.

    Test first in a shuffled order, then validation, then training: the sizes of training and
    validation sets move nobody from one split to another.
    """
    sizes, order = spec.entry.bundled, shuffled(spec.seed, count)
    validation = order[sizes.test :][: spec.validation_size]
    train = order[sizes.test + sizes.validation :][: spec.train_size]
    return train, validation, order[: sizes.test]


def split_bundled(spec: DatasetSpec, images: Images) -> Prepared:
    """The three splits of the images that ship with the program."""
    train, validation, test = three_way(spec, len(images))
    return Prepared.of(
        spec,
        train=images.split(train),
        validation=images.split(validation),
        test=images.split(test),
        test_set=bundled_test_set(spec),
    )


def bundled_test_set(spec: DatasetSpec) -> str:
    return f"{spec.name}: bundled test split of {spec.entry.bundled.test:,} (seed {spec.seed})"
