"""Examples in memory once a machine: processes that train on the same data map the same files.

A file is named by the SHA-256 of what it holds, and is compared with the prepared array whenever it
is mapped, so that a wrong one can do no harm. Whoever comes first writes it; the least recently
used go when there are too many. Where that cannot be, the data stay private, and a note says so.
"""

import hashlib
import os
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.data.prepared import Prepared, Split
from core.errors import NoSpace
from core.paths import shared_dir
from core.rows import arrays_of
from core.runs.files import saving

LEAST = 2**20
"""Bytes from which examples are worth a file."""
MOST = 4 * 2**30
"""Bytes that the folder may hold."""


def shared(prepared: Prepared) -> Prepared:
    """The same data, with many examples, dense or compressed, in shared memory maps.

    What fresh examples are drawn from stays as it is.
    """
    if prepared.fresh is not None:
        return prepared
    try:
        train, validation, test = (
            _shared(split) for split in (prepared.train, prepared.validation, prepared.test)
        )
    except NoSpace as error:
        return replace(prepared, note=f"{error} So this run keeps its data to itself.")
    return replace(prepared, train=train, validation=validation, test=test)


def _shared(split: Split) -> Split:
    x = split.x
    if sum(part.nbytes for part in arrays_of(x)) < LEAST:
        return split
    if isinstance(x, np.ndarray):
        return replace(split, x=mapped(np.ascontiguousarray(x), shared_dir()))
    return replace(split, x=_mapped_rows(x))


def _mapped_rows(x: sparse.csr_array) -> sparse.csr_array:
    """Equal rows whose three arrays are maps, of the types that `core.rows.as_rows` takes over."""
    rows = sparse.csr_array(x.shape, dtype=np.float32)
    # Set one by one, for its constructor would copy int64 that fits to int32.
    rows.indptr, rows.indices = (
        mapped(part.astype(np.int64), shared_dir()) for part in (x.indptr, x.indices)
    )
    rows.data = mapped(x.data.astype(np.float32), shared_dir())
    return rows


def mapped(x: NDArray[Any], folder: Path) -> np.memmap:
    """An array equal to x whose pages every process that maps it shares, until it writes there.

    Raises `NoSpace` when there is no such file and none can be written.
    """
    digest = hashlib.sha256(f"{x.dtype.str}{x.shape}".encode())
    digest.update(x.data)
    path = folder / f"{digest.hexdigest()}.npy"
    if (found := _opened(path, x)) is not None:
        with suppress(OSError):
            path.touch()  # a read-only folder is never pruned anyway
        return found
    with saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
    found = _written(path, x)
    prune(folder, keep=path)
    if found is None:
        raise NoSpace(f"{path} could not be read back.")
    return found


def _written(path: Path, x: NDArray[Any]) -> np.memmap | None:
    """The file that holds x: another process's, if that came first while this one was writing."""
    own = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with saving(path):
            with own.open("wb") as file:
                np.save(file, x)
            with suppress(OSError):  # it is there by now, or this disk has no links
                os.link(own, path)
            if (found := _opened(path, x)) is None:
                own.replace(path)
                found = _opened(path, x)
        return found
    finally:
        with suppress(OSError):
            own.unlink(missing_ok=True)


def prune(folder: Path, keep: Path, most: int = MOST) -> None:
    """Remove the least recently used arrays until all take at most `most` bytes, `keep` never.

    Those who have a removed file mapped keep what it holds.
    """
    files = []
    for path in folder.iterdir():  # with what writers that were killed left behind
        with suppress(FileNotFoundError):
            files.append((path, path.stat()))
    total = sum(facts.st_size for _, facts in files)
    for path, facts in sorted(files, key=lambda pair: pair[1].st_mtime):
        if total <= most:
            break
        if path != keep:
            with suppress(OSError):
                path.unlink()
                total -= facts.st_size


def _opened(path: Path, x: NDArray[Any]) -> np.memmap | None:
    """The file as a map that is private where it is written to; None unless it holds just x."""
    try:
        found = np.load(path, mmap_mode="c", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    same = (
        isinstance(found, np.memmap)
        and (found.shape, found.dtype) == (x.shape, x.dtype)
        and np.array_equal(found.view(np.uint32), x.view(np.uint32))
    )
    return found if same else None
