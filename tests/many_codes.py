"""A run with as many test codes as a map shows, made of a shipped one: no training."""

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

IDS = "many-0123456789ab{:04d}"


def with_many_codes(source: Path, runs: Path, count: int) -> str:
    """Copy a run with fewer codes, and give it `count` by repeating its own with a little noise.

    Returns the id of the copy.
    """
    run = IDS.format(count // 100)
    target = runs / run
    shutil.copytree(source, target)
    info = json.loads((target / "run.json").read_text())
    name = f"A run with {count:,} test codes"
    (target / "run.json").write_text(json.dumps(info | {"id": run, "name": name}))
    first = load_file(target / "test" / "arrays.safetensors")
    few = len(first["labels"])
    if count == few:
        return run
    places = np.resize(np.arange(few), count - few)
    noise = np.random.default_rng(0).normal(0, 0.2, (count - few, first["codes"].shape[1]))
    (target / "further").mkdir()
    arrays = {
        "codes": (first["codes"][places] + noise).astype(np.float16),
        "labels": first["labels"][places],
    }
    save_file(arrays, target / "further" / "arrays.safetensors")
    shutil.copy(target / "test" / "thumbnails.png", target / "further" / "thumbnails.png")
    sheet = json.loads((target / "test" / "meta.json").read_text())["sheets"]["thumbnails"]
    # Tiles beyond the sheet's end stay empty, as those of a bigger set would not.
    about = {"first": few, "count": count - few, "sheets": {"thumbnails": sheet}, "files": {}}
    (target / "further" / "meta.json").write_text(json.dumps(about))
    return run
