"""Sheets: many small grey pictures as one 8-bit PNG, tiles row-major without gaps."""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Sheet:
    """How to cut a PNG back into its tiles.

    `signed` sheets store 0 as grey level 128 and ±127 levels as ± the tile's own largest
    magnitude, which is kept in an array beside the sheet; others store 0..1 as 0..255.
    """

    file: str
    count: int
    columns: int
    width: int
    height: int
    signed: bool = False

    def as_dict(self) -> dict[str, str | int | bool]:
        return asdict(self)


def grey_levels(pictures: np.ndarray) -> np.ndarray:
    """Pictures in [0, 1] (values outside are clipped) as uint8 0..255, same shape."""
    return np.rint(np.clip(pictures, 0.0, 1.0) * 255.0).astype(np.uint8)


def signed_levels(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pictures [N, D] of either sign as uint8 around 128, and each tile's max magnitude [N]."""
    scales = np.abs(pictures).max(axis=1).astype(np.float32)
    unit = pictures / np.where(scales > 0, scales, 1.0)[:, None]
    return (np.rint(unit * 127.0) + 128.0).astype(np.uint8), scales


def mosaic(levels: np.ndarray, columns: int, width: int, height: int) -> np.ndarray:
    """Tiles [N, height·width] laid out row-major on a uint8 canvas; missing tiles are black."""
    rows = -(-len(levels) // columns)
    tiles = np.zeros((rows * columns, height, width), np.uint8)
    tiles[: len(levels)] = levels.reshape(-1, height, width)
    grid = tiles.reshape(rows, columns, height, width).transpose(0, 2, 1, 3)
    return grid.reshape(rows * height, columns * width)


def write_sheet(path: Path, pictures: np.ndarray, shape: tuple[int, ...], columns: int) -> Sheet:
    """Write pictures [N, D] in [0, 1] as a sheet; `shape` is one picture's (height, width)."""
    return _write(path, grey_levels(pictures), shape, columns, signed=False)


def write_signed_sheet(
    path: Path, pictures: np.ndarray, shape: tuple[int, ...], columns: int
) -> tuple[Sheet, np.ndarray]:
    """Write pictures [N, D] of either sign; returns the sheet and each tile's scale [N]."""
    levels, scales = signed_levels(pictures)
    return _write(path, levels, shape, columns, signed=True), scales


def _write(
    path: Path, levels: np.ndarray, shape: tuple[int, ...], columns: int, *, signed: bool
) -> Sheet:
    height, width = shape
    canvas = mosaic(levels, columns, width, height)
    # Level 1 compresses digits within a few per cent of level 9 and costs a tenth of the time.
    Image.fromarray(canvas, mode="L").save(path, compress_level=1)
    return Sheet(path.name, len(levels), columns, width, height, signed)
