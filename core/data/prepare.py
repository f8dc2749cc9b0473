"""Prepares what the pages show of a data set: `python -m core.data.prepare`.

Writes `assets/data/<name>/sheet.png` (a row of ten images for each class) and `facts.json`
(described in `assets/data/README.md`), from the bundled images.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.catalogue import CATALOGUE, Entry
from core.data.images import Images, bundled
from core.paths import ASSETS

COLUMNS = 10
"""Images of each class on a sheet."""


def prepare(entry: Entry, folder: Path) -> None:
    """Write the sheet and the facts of one data set into a folder."""
    images = bundled(entry.name)
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(sheet(images, entry.classes)).save(folder / "sheet.png", optimize=True)
    text = json.dumps(facts(entry, images), ensure_ascii=False)
    (folder / "facts.json").write_text(f"{text}\n", encoding="utf-8")


def sheet(images: Images, classes: int) -> np.ndarray:
    """The first ten images of each class as tiles: uint8 [classes · height, 10 · width]."""
    rows = [images.pixels[images.labels == label][:COLUMNS] for label in range(classes)]
    grey = np.concatenate([np.concatenate(list(row), axis=1) for row in rows])
    return np.round(grey * (255 / images.white)).astype(np.uint8)


def facts(entry: Entry, images: Images) -> dict[str, Any]:
    """Statistics of all images, in units of the data."""
    x = images.flat(slice(None))
    counts = np.bincount(images.labels, minlength=entry.classes)
    histogram, _ = np.histogram(x, bins=16, range=(0, 1))
    return {
        "name": entry.name,
        "examples": len(x),
        "shape": list(entry.shape),
        "classes": [
            {"name": name, "count": int(count)}
            for name, count in zip(entry.label_names, counts, strict=True)
        ],
        "range": [float(x.min()), float(x.max())],
        "mean": round(float(x.mean(dtype=np.float64)), 6),
        "zeros": round(float((x == 0).mean()), 6),
        "hoyer": round(float(hoyer(x).mean()), 6),
        "used": round(float((x > 0).any(axis=0).mean()), 6),
        "histogram": [int(count) for count in histogram],
        "pixel_mean": [round(float(value), 4) for value in x.mean(axis=0, dtype=np.float64)],
    }


def hoyer(x: np.ndarray) -> np.ndarray:
    """Hoyer sparsity (√n − ‖x‖₁/‖x‖₂) / (√n − 1) of each row; zero rows are left out."""
    rows = x.astype(np.float64)
    rows = rows[np.any(rows != 0, axis=1)]
    root = np.sqrt(rows.shape[1])
    ratio = np.abs(rows).sum(axis=1) / np.sqrt(np.square(rows).sum(axis=1))
    return (root - ratio) / (root - 1)


def main() -> None:
    for entry in CATALOGUE.values():
        prepare(entry, ASSETS / "data" / entry.name)


if __name__ == "__main__":
    main()
