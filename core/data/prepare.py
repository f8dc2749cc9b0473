"""Prepares what the pages show of each data set: `python -m core.data.prepare [NAME ...]`.

Writes `assets/data/<name>/sheet.png` (examples, as many of each class; of text `vocabulary.json`,
its words in order) and `facts.json`, all described in `assets/data/README.md`, from all examples of
the splits that a specification gets that asks for nothing but the data set.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalogue import CATALOGUE, Entry
from core.data.load import load
from core.data.prepared import Prepared, Split
from core.data.sheets import Drawing, Sheet
from core.data.table import Table
from core.data.text_facts import text_facts
from core.paths import ASSETS
from core.spec import DatasetSpec, parse_spec

COLUMNS = 10
"""Examples in a row of a sheet: of one class, where there are classes."""
ROWS = 6
"""Rows of a sheet, or one for each class where there are more."""
BINS = 16


def prepare(entry: Entry, folder: Path) -> None:
    """Write the sheet (text has none) and the facts of one data set into a folder."""
    prepared = load(usual(entry.name))
    folder.mkdir(parents=True, exist_ok=True)
    if prepared.vocabulary:
        described = text_facts(entry, prepared)
        words = json.dumps(prepared.vocabulary, ensure_ascii=False)
        (folder / "vocabulary.json").write_text(f"{words}\n", encoding="utf-8")
    else:
        everything = joined(prepared)
        sheet = write_sheet(folder / "sheet.png", entry, prepared, everything)
        described = {**facts(entry, everything), "sheet": sheet.as_dict()}
    if entry.kind == "table":
        described["columns"] = columns(importlib.import_module(entry.module).table())
    text = json.dumps(described, ensure_ascii=False)
    (folder / "facts.json").write_text(f"{text}\n", encoding="utf-8")


def usual(name: str) -> DatasetSpec:
    """The data set as it comes when nothing else is asked for."""
    return parse_spec({"dataset": {"name": name}, "model": {"family": "sparse"}}).dataset


def joined(prepared: Prepared) -> Split:
    """All splits as one, the test examples first."""
    parts = (prepared.test, prepared.validation, prepared.train)
    return Split(np.concatenate([p.x for p in parts]), np.concatenate([p.y for p in parts]))


def write_sheet(path: Path, entry: Entry, prepared: Prepared, everything: Split) -> Sheet:
    """The first examples of each class, at least a row of each; without classes the first sixty.

    A loader may have a `showcase(columns)` that says more of its data.
    """
    loader = importlib.import_module(entry.module)
    if hasattr(loader, "showcase"):
        shown = loader.showcase(COLUMNS)
    else:
        labels = range(max(1, entry.classes))  # without classes all have label 0
        each = COLUMNS * max(1, ROWS // len(labels))
        shown = everything.x[
            np.concatenate([np.flatnonzero(everything.y == label)[:each] for label in labels])
        ]
    return Drawing.of(prepared).write(path, shown, COLUMNS)


def facts(entry: Entry, everything: Split) -> dict[str, Any]:
    """Statistics of all examples, in units of the data."""
    x = everything.x
    counts = np.bincount(everything.y, minlength=entry.classes)[: entry.classes]
    span = histogram_span(x, entry.range)
    histogram, _ = np.histogram(np.clip(x, *span), bins=BINS, range=span)
    return {
        "name": entry.name,
        "examples": len(x),
        "shape": list(entry.shape),
        "classes": [
            {"name": name, "count": int(count)}
            for name, count in zip(entry.label_names, counts, strict=True)
        ],
        "range": [round(float(x.min()), 4), round(float(x.max()), 4)],
        "mean": round(float(x.mean(dtype=np.float64)), 6),
        "deviation": round(float(x.std(dtype=np.float64)), 6),
        "zeros": round(float((x == 0).mean()), 6),
        "hoyer": round(float(hoyer(x).mean()), 6),
        "used": round(float((x != 0).any(axis=0).mean()), 6),
        "histogram": [int(count) for count in histogram],
        "histogram_span": list(span),
        "feature_mean": [round(float(value), 4) for value in x.mean(axis=0, dtype=np.float64)],
    }


def columns(table: Table) -> list[dict[str, Any]]:
    """Each column of a table in the units of its origin."""
    return [
        {
            "name": name,
            "mean": float(f"{values.mean():.5g}"),
            "deviation": float(f"{values.std():.5g}"),
            "smallest": float(values.min()),
            "largest": float(values.max()),
        }
        for name, values in zip(table.columns, table.values.T, strict=True)
    ]


def histogram_span(x: NDArray[np.float32], value_range: tuple[float, float]) -> tuple[float, float]:
    """Where the histogram lies: the whole range if bounded, else what holds 99.8 % of values."""
    if np.isfinite(value_range).all():
        return value_range
    low, high = np.quantile(x, [0.001, 0.999])
    if value_range[0] == -np.inf:  # zero in the middle, so that signs compare
        low, high = -max(-low, high), max(-low, high)
    return round(float(low), 2), round(float(high), 2)


def hoyer(x: NDArray[np.float32]) -> NDArray[np.float64]:
    """Hoyer sparsity (√n − ‖x‖₁/‖x‖₂) / (√n − 1) of each row; zero rows are left out."""
    rows = x.astype(np.float64)
    rows = rows[np.any(rows != 0, axis=1)]
    root = np.sqrt(rows.shape[1])
    ratio = np.abs(rows).sum(axis=1) / np.sqrt(np.square(rows).sum(axis=1))
    sparsity: NDArray[np.float64] = (root - ratio) / (root - 1)
    return sparsity


def main(names: list[str]) -> None:
    for name in names or CATALOGUE:
        prepare(CATALOGUE[name], ASSETS / "data" / name)


if __name__ == "__main__":
    main(sys.argv[1:])
