"""The idx format of MNIST and its kin: a big-endian header, then the bytes."""

import gzip
import hashlib
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput

_UNSIGNED_BYTES = 0x08
_GZIP = b"\x1f\x8b"

Bytes = NDArray[np.uint8]


def read(path: Path) -> Bytes:
    """The array in an idx file, gzipped or not. Raises `BadInput` when it is not one."""
    raw = path.read_bytes()
    try:
        return decode(gzip.decompress(raw) if raw.startswith(_GZIP) else raw)
    except (ValueError, struct.error, EOFError, OSError, zlib.error):
        raise BadInput(
            f"{path} is not a readable idx file; delete it and it is downloaded again."
        ) from None


def decode(raw: bytes) -> Bytes:
    """Header `00 00 08 ndim`, one 32-bit size a dimension, then unsigned bytes."""
    zero, kind, dimensions = struct.unpack_from(">HBB", raw)
    if zero != 0 or kind != _UNSIGNED_BYTES:
        raise ValueError("not an idx file of unsigned bytes")
    shape = struct.unpack_from(f">{dimensions}I", raw, 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def encode(array: Bytes) -> bytes:
    """The idx form of an array of unsigned bytes, whatever file it came from."""
    header = struct.pack(f">HBB{array.ndim}I", 0, _UNSIGNED_BYTES, array.ndim, *array.shape)
    return header + array.tobytes()


def md5(array: Bytes) -> str:
    """MD5 of the idx form: the same for every file that holds the same images."""
    return hashlib.md5(encode(array), usedforsecurity=False).hexdigest()
