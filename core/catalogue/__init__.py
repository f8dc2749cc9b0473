"""What each data set is: sizes, range, classes, origin, licence. No arrays and no heavy imports."""

from pathlib import Path

from core.catalogue.entry import IDX_FILES, Entry, FullSet, Sizes
from core.catalogue.made import MADE
from core.catalogue.pictures import PICTURES
from core.catalogue.tables import TABLES
from core.catalogue.text import TEXT
from core.paths import data_dir

__all__ = [
    "CATALOGUE",
    "IDX_FILES",
    "Entry",
    "FullSet",
    "Sizes",
    "full_set_files",
    "largest_train_size",
]

CATALOGUE: dict[str, Entry] = {entry.name: entry for entry in (*PICTURES, *MADE, *TABLES, *TEXT)}
"""Every data set by name; adding one is an entry here and a loader of that name in `core/data`."""


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
    at_hand = entry.full is None or bool(full_set_files(name))
    return entry.full_train_size if at_hand else entry.bundled.train
