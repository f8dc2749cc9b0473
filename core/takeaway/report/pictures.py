"""Sheets of grey tiles as pictures inside a page: ink on whatever colour lies behind."""

import base64
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

GAP = 2
"""Pixels between two tiles."""
WIDE = 960
"""CSS pixels that a picture takes at most; its own are enlarged by a whole number."""
ABOVE, BELOW = (213, 94, 0), (0, 114, 178)
"""Inks of what is above and below zero: vermilion and blue, as on the pages."""

Bytes = NDArray[np.uint8]


def picture(file: Path, sheet: Mapping[str, Any], alt: str, most: int, columns: int) -> str:
    """An `<img>` of the first `most` tiles of a sheet; raises `OSError` when there is no file.

    Unsigned tiles are black ink by alpha, which the page turns light where it is dark.
    """
    with Image.open(file) as image:
        grey = np.asarray(image.convert("L"))
    drawn = tiled(tiles_of(grey, sheet)[:most], columns)
    return img(signed_ink(drawn) if sheet["signed"] else ink(drawn), alt, bool(sheet["signed"]))


def tiles_of(grey: Bytes, sheet: Mapping[str, Any]) -> Bytes:
    """The tiles [count, height, width] of a sheet, row by row."""
    height, width, columns = sheet["height"], sheet["width"], sheet["columns"]
    rows = -(-sheet["count"] // columns)
    parts = grey[: rows * height, : columns * width].reshape(rows, height, columns, width)
    return parts.swapaxes(1, 2).reshape(rows * columns, height, width)[: sheet["count"]]


def tiled(tiles: Bytes, columns: int) -> NDArray[np.int16]:
    """Tiles laid out in rows of `columns` with gaps of −1 between them."""
    count, height, width = tiles.shape
    columns = min(columns, count)
    rows = -(-count // columns)
    sheet = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP), -1, np.int16)
    for place, tile in enumerate(tiles):
        top, left = (place // columns) * (height + GAP), (place % columns) * (width + GAP)
        sheet[top : top + height, left : left + width] = tile
    return sheet


def ink(sheet: NDArray[np.int16]) -> Bytes:
    """Black by alpha, [H, W, 4]: 0 is nothing, 255 full ink; gaps are nothing."""
    drawn = np.zeros((*sheet.shape, 4), np.uint8)
    drawn[..., 3] = sheet.clip(min=0)
    return drawn


def signed_ink(sheet: NDArray[np.int16]) -> Bytes:
    """One ink above 128 and another below, by alpha, [H, W, 4]; 128 is zero."""
    values = np.where(sheet < 0, 0, sheet - 128)
    drawn = np.zeros((*sheet.shape, 4), np.uint8)
    drawn[..., :3] = np.where((values > 0)[..., None], ABOVE, BELOW)
    drawn[..., 3] = (2 * np.abs(values)).clip(max=255)
    return drawn


def img(pixels: Bytes, alt: str, signed: bool = False) -> str:
    """RGBA pixels [H, W, 4] as an `<img>` that needs no file."""
    file = BytesIO()
    Image.fromarray(pixels, "RGBA").save(file, "PNG", optimize=True)
    data = base64.b64encode(file.getvalue()).decode()
    height, width = pixels.shape[:2]
    style = "ink signed" if signed else "ink"
    scale = max(1, WIDE // width)
    return (
        f'<img class="{style}" width="{scale * width}" height="{scale * height}" alt="{alt}" '
        f'src="data:image/png;base64,{data}">'
    )
