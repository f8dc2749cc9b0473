"""Sheets: many small grey pictures as one 8-bit PNG, tiles row-major without gaps."""

import zlib
from dataclasses import asdict, dataclass
from math import ceil, sqrt
from pathlib import Path
from typing import Self

import numpy as np
from PIL import Image

from core.data.prepared import Prepared


@dataclass(frozen=True)
class Sheet:
    """How to cut a PNG back into its tiles.

    Levels 0..255 are values from 0 to `scale`; with `signed`, level 128 is 0 and ±127 levels are
    ± `scale`. Without `scale` that is each tile's own largest magnitude, which is kept in an array
    beside the sheet.
    """

    file: str
    count: int
    columns: int
    width: int
    height: int
    signed: bool = False
    scale: float | None = 1.0

    def as_dict(self) -> dict[str, str | int | float | bool | None]:
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


@dataclass(frozen=True)
class Drawing:
    """How the examples of a data set are drawn, the same in all that a run leaves.

    A picture is a tile as it is. A vector or a row of a table is a tile of squares, one a value,
    row-major in a grid as nearly square as can be; what is left of the last row stays empty. Full
    ink is `scale`; with `signed`, 0 is in the middle and both directions have an ink of their own.
    """

    height: int
    width: int
    scale: float = 1.0
    signed: bool = False

    @classmethod
    def of(cls, prepared: Prepared) -> Self:
        """Values in [0, 1] on that scale; others on one that 98 % of training values keep to."""
        height, width = tile_size(tuple(prepared.shape))
        low, high = prepared.value_range
        if low >= 0 and high <= 1:
            return cls(height, width)
        sizes = np.abs(prepared.train.x[prepared.train.x != 0])
        scale = float(np.quantile(sizes, 0.98)) if sizes.size else 1.0
        return cls(height, width, scale, signed=low < 0)

    def as_dict(self) -> dict[str, int | float | bool]:
        return asdict(self)

    def write(self, path: Path, pictures: np.ndarray, columns: int) -> Sheet:
        """Write pictures [N, D] as a sheet on the common scale; what exceeds it is clipped."""
        if not self.signed:
            return self._save(path, grey_levels(pictures / self.scale), columns)
        levels = np.rint(np.clip(pictures / self.scale, -1, 1) * 127.0) + 128.0
        return self._save(path, levels.astype(np.uint8), columns, signed=True)

    def write_signed(
        self, path: Path, pictures: np.ndarray, columns: int
    ) -> tuple[Sheet, np.ndarray]:
        """Write pictures [N, D] of either sign, each on a scale of its own: sheet, scales [N]."""
        levels, scales = signed_levels(pictures)
        return self._save(path, levels, columns, signed=True, scale=None), scales

    def _save(
        self,
        path: Path,
        levels: np.ndarray,
        columns: int,
        *,
        signed: bool = False,
        scale: float | None = 1.0,
    ) -> Sheet:
        blank = ((0, 0), (0, self.height * self.width - levels.shape[1]))
        padded = np.pad(levels, blank, constant_values=128 if signed else 0)
        canvas = mosaic(padded, columns, self.width, self.height)
        # Level 1 compresses digits within a few per cent of level 9 and costs a tenth of the time;
        # looking for runs alone is faster still, and smaller on digits and on atoms.
        picture = Image.fromarray(canvas, mode="L")
        picture.save(path, compress_level=1, compress_type=zlib.Z_RLE)
        common = None if scale is None else self.scale
        return Sheet(path.name, len(levels), columns, self.width, self.height, signed, common)


def tile_size(shape: tuple[int, ...]) -> tuple[int, int]:
    """(height, width) of the tile that shows an example: a picture's own, or a near-square grid."""
    if len(shape) > 1:
        return shape[0], shape[1]
    width = ceil(sqrt(shape[0]))
    return ceil(shape[0] / width), width
