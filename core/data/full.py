"""The official sets: found in the data folder or downloaded into it, and always verified."""

import logging
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pooch
import requests

from core.catalogue import IDX_FILES, Entry, FullSet, full_set_files
from core.data import idx
from core.data.images import Images
from core.errors import BadInput, NoSpace
from core.paths import data_dir

Progress = Callable[[int, int], None]
"""`progress(done, total)` in bytes of the file that is being downloaded."""

_TIMEOUT = 30
_ARCHIVE_KEYS = {
    "train_images": "x_train",
    "train_labels": "y_train",
    "test_images": "x_test",
    "test_labels": "y_test",
}


def full(entry: Entry, progress: Progress | None = None) -> tuple[Images, Images]:
    """Official training and test images, from the data folder or from the mirror.

    Each part is checked by the MD5 of its idx form, whatever file holds it. Raises `BadInput`.
    """
    official = entry.full
    assert official is not None, f"{entry.name} has no full set"
    if not full_set_files(entry.name):
        _download(entry, official, progress)
    files = full_set_files(entry.name)
    archive = len(files) == 1
    parts = _from_archive(files[0]) if archive else _from_idx(files)
    for part, array in parts.items():
        where = files[0] if archive else data_dir() / official.folder / IDX_FILES[part]
        _verify(array, official.md5[part], f"{part.replace('_', ' ')} in {where}")
    return (
        Images(parts["train_images"], parts["train_labels"]),
        Images(parts["test_images"], parts["test_labels"]),
    )


def _from_archive(path: Path) -> dict[str, idx.Bytes]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {part: archive[key] for part, key in _ARCHIVE_KEYS.items()}
    except (ValueError, OSError, KeyError, zipfile.BadZipFile):
        keys = ", ".join(_ARCHIVE_KEYS.values())
        raise BadInput(f"{path} is not an .npz file with the arrays {keys}; remove it.") from None


def _from_idx(files: list[Path]) -> dict[str, idx.Bytes]:
    return {part: idx.read(file) for part, file in zip(IDX_FILES, files, strict=True)}


def _verify(array: idx.Bytes, expected: str, what: str) -> None:
    found = idx.md5(np.ascontiguousarray(array)) if array.dtype == np.uint8 else str(array.dtype)
    if found != expected:
        raise BadInput(
            f"The {what} are not the official ones: the MD5 of their idx form is {found}, but "
            f"must be {expected}; remove the file and it is downloaded again."
        )


def _download(entry: Entry, official: FullSet, progress: Progress | None) -> None:
    """Fetch what is missing of the four idx files; a file that fails its check is not kept."""
    folder = data_dir() / official.folder
    pooch.get_logger().setLevel(logging.ERROR)
    for part, file in IDX_FILES.items():
        if (folder / file).is_file():
            continue
        try:
            pooch.retrieve(
                official.mirror + file,
                known_hash=None,
                fname=file,
                path=folder,
                downloader=_Checked(official.md5[part], progress),
            )
        except requests.RequestException as error:
            raise _out_of_reach(entry, _reason(error)) from None
        except _NotOfficialError:
            reason = f"what {official.mirror} sent for {file} is not the official file"
            raise _out_of_reach(entry, reason) from None
        except OSError as error:
            raise NoSpace(f"{folder} cannot be written: {error.strerror or error}.") from None


def _out_of_reach(entry: Entry, reason: str) -> BadInput:
    most = f"{entry.bundled.train:,}"
    return BadInput(
        f"More than {most} training examples of {entry.title} need the full set, which is not in "
        f"{data_dir()} and could not be downloaded ({reason}); the largest dataset.train_size at "
        f"hand is {most}."
    )


def _reason(error: requests.RequestException) -> str:
    if error.response is not None:
        return f"the server answered {error.response.status_code}"
    return "the server took too long" if isinstance(error, requests.Timeout) else "no network"


class _NotOfficialError(Exception):
    """Downloaded content whose idx form has another MD5 than the official one."""


class _Checked:
    """A pooch downloader that refuses content other than the expected one.

    pooch hands it a temporary file and moves that to its place only when nothing was raised. (Its
    own check is of the file as it comes; ours is of the idx form inside, which is what is known.)
    """

    def __init__(self, md5: str, progress: Progress | None) -> None:
        self.md5 = md5
        self.progress = progress

    def __call__(self, url: str, output_file: str, _: object) -> None:
        bar = _Bar(self.progress) if self.progress else False
        pooch.HTTPDownloader(progressbar=bar, timeout=_TIMEOUT)(url, output_file, None)
        try:
            found = idx.md5(idx.read(Path(output_file)))
        except BadInput:
            raise _NotOfficialError from None
        if found != self.md5:
            raise _NotOfficialError


class _Bar:
    """The four methods that pooch expects of a progress bar."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.total = 0
        self.done = 0

    def update(self, count: int) -> None:
        self.done = min(self.done + count, self.total)  # pooch counts whole chunks
        self.progress(self.done, self.total)

    def reset(self) -> None:
        """pooch begins anew after the last byte, to end exactly full."""
        self.done = 0

    def close(self) -> None:
        """Nothing to put away."""
