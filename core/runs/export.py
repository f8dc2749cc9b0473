"""What of a run's folder can be read without this program, as part of a zip to hand on."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from core.runs.folder import RunFolder

_FILES = (
    "spec.json",
    "summary.json",
    "metrics.jsonl",
    "timing.jsonl",
    "census.jsonl",
    "model.safetensors",
    "decoder.json",
    "decoder.safetensors",
    "encoder.json",
    "encoder.safetensors",
    "recovery.safetensors",
)
_FOLDERS = ("probe", "test", "further", "projection", "sampling")


def write_run(run: RunFolder, archive: zipfile.ZipFile) -> None:
    """Add a run's folder: specification, metrics (as CSV too), weights, exports, test arrays, maps.

    The owner's id is a key to their runs, so it is left out. Checkpoints and snapshots, which are
    large and only of use to the program, are left out too.
    """
    info = {key: value for key, value in run.info.items() if key != "owner"}
    archive.writestr(f"{run.id}/run.json", json.dumps(info, indent=1, ensure_ascii=False))
    archive.writestr(f"{run.id}/metrics.csv", metrics_csv(run.metrics(), run.seconds()))
    for path in _readable(run):
        archive.write(path, f"{run.id}/{path.relative_to(run.path).as_posix()}")


def _readable(run: RunFolder) -> list[Path]:
    paths = [run.path / name for name in _FILES]
    for folder in _FOLDERS:
        paths += sorted((run.path / folder).glob("*.*"))
    passing = ("progress.json",)
    return [
        one
        for one in paths
        if one.is_file() and not one.name.startswith(".") and one.name not in passing
    ]


def metrics_csv(rows: list[dict[str, Any]], seconds: dict[int, float]) -> str:
    """Logged rows as a table: step, epoch, seconds, then `train.<term>` and `validation.<term>`."""
    flat = [
        {"step": row["step"], "epoch": row.get("epoch"), "seconds": seconds.get(row["step"])}
        | {
            f"{part}.{term}": value
            for part in ("train", "validation")
            for term, value in row.get(part, {}).items()
        }
        for row in rows
    ]
    columns = dict.fromkeys(name for row in flat for name in row)
    text = io.StringIO()
    table = csv.DictWriter(text, list(columns) or ["step", "epoch", "seconds"])
    table.writeheader()
    table.writerows(flat)
    return text.getvalue()
