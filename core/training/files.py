"""Small file effects that training's writers share: arrays, hashes, folders that appear whole."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from core.runs import write_bytes

HALF_MAX = float(np.finfo(np.float16).max)


def half(values: np.ndarray) -> np.ndarray:
    """Values as float16, those beyond its range set to the largest it holds."""
    return np.clip(values, -HALF_MAX, HALF_MAX).astype(np.float16)


def write_arrays(
    path: Path, arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str] | None = None
) -> None:
    """Replace `path` by the arrays as safetensors."""
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    write_bytes(path, save(whole, dict(metadata) if metadata else None))


def content_hash(path: Path) -> str:
    """First 16 hex digits of the file's SHA-256: what the web side names its content by."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def hashes_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    return {name: content_hash(folder / name) for name in names}


@contextmanager
def appearing(final: Path) -> Iterator[Path]:
    """A temporary folder that takes `final`'s place, whole, if the block succeeds."""
    temporary = final.with_name(f".{final.name}.{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    final.parent.mkdir(exist_ok=True)
    temporary.mkdir()
    try:
        yield temporary
        shutil.rmtree(final, ignore_errors=True)
        temporary.rename(final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
