"""What is known of a data set before it is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, prod
from typing import Literal

Kind = Literal["image", "vector", "table", "text"]

IDX_FILES = {
    "train_images": "train-images-idx3-ubyte.gz",
    "train_labels": "train-labels-idx1-ubyte.gz",
    "test_images": "t10k-images-idx3-ubyte.gz",
    "test_labels": "t10k-labels-idx1-ubyte.gz",
}
"""File names of the four parts of a set in idx form, as their publishers name them."""


@dataclass(frozen=True)
class Sizes:
    """How many examples a bundled set gives to each split."""

    train: int
    validation: int
    test: int

    @property
    def total(self) -> int:
        return self.train + self.validation + self.test


@dataclass(frozen=True)
class FullSet:
    """The official set behind a bundled one, kept in the data folder and downloaded on demand."""

    train: int
    """Official training images, from which the validation images are taken."""
    test: int
    folder: str
    """Folder of the four idx files inside the data folder."""
    mirror: str
    """Address the idx files are downloaded from; ends with a slash."""
    md5: Mapping[str, str]
    """MD5 of each part's decompressed idx form, keyed as `IDX_FILES`."""
    validation: int = 5_000
    """Validation images taken from the training images unless told otherwise."""


UNIT: tuple[float, float] = (0.0, 1.0)
REAL: tuple[float, float] = (-inf, inf)


@dataclass(frozen=True)
class Entry:
    """One data set.

    `bundled` are the sizes when nothing else is asked for; `most` the largest ones where a program
    makes the examples. `range` is the smallest and largest value a feature can take, and no
    `label_names` means no labels. `notice` must stand wherever the data set is named as a source.
    """

    name: str
    title: str
    shape: tuple[int, ...]
    bundled: Sizes
    description: str
    origin: str
    licence: str
    label_names: tuple[str, ...] = ()
    full: FullSet | None = None
    most: Sizes | None = None
    kind: Kind = "image"
    range: tuple[float, float] = UNIT
    feature_names: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    """Names of the known causes of examples, where there are any."""
    notice: str = ""
    splitting: str = ""
    """How its splits are kept apart, where that takes more than dealing out examples."""
    loader: str = ""
    """Module of `core.data` that loads it, where that is not called `name`."""

    @property
    def classes(self) -> int:
        return len(self.label_names)

    @property
    def dimension(self) -> int:
        """Features of one example."""
        return prod(self.shape)

    @property
    def module(self) -> str:
        """Full name of the module whose `load` reads it."""
        return f"core.data.{self.loader or self.name}"

    @property
    def full_train_size(self) -> int:
        """The most training examples there are, with the full set at hand."""
        return (self.full or self.most or self.bundled).train

    def uses_full_set(self, train_size: int) -> bool:
        """Whether so many training examples need the full set."""
        return self.full is not None and train_size > self.bundled.train
