"""Builds the runs that ship with the program: `python -m core.gallery [ID …]`.

Each is trained as anybody would train it, then thinned: exported fp16 networks, maps, curves and
six snapshots stay; checkpoints, full-precision weights and most snapshots go.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from core.paths import GALLERY
from core.runs import Library, RunFolder, read_json, write_json
from core.spec import parse_spec

RECIPES: dict[str, tuple[str, dict[str, Any]]] = {
    "vae-5e1d0f3a9b7c24": (
        "A map of digits: VAE with 2 dimensions",
        {"dataset": {"name": "mnist"}, "model": {"family": "variational", "latent_dim": 2}},
    ),
    "vae-a86c41f7d20e95": (
        "Sharper digits: VAE with 10 dimensions",
        {"dataset": {"name": "mnist"}, "model": {"family": "variational", "latent_dim": 10}},
    ),
    "sparse-3c97be05d1f86a": (
        "Strokes by price: sparse, L1",
        {"dataset": {"name": "mnist"}, "model": {"family": "sparse", "variant": "l1"}},
    ),
    "sparse-f0427d9ac8e31b": (
        "Strokes by count: sparse, TopK",
        {"dataset": {"name": "mnist"}, "model": {"family": "sparse", "variant": "topk"}},
    ),
}
"""Id → name and what is chosen; ids never change, so that links and lessons keep working."""

KEPT = (
    "spec.json", "run.json", "status.json", "metrics.jsonl", "timing.jsonl", "summary.json",
    "decoder.json", "decoder.safetensors", "encoder.json", "encoder.safetensors",
    "probe", "test", "projection",
)  # fmt: skip
SNAPSHOTS = 6


def build(run_id: str, gallery: Path = GALLERY) -> RunFolder:
    """Train, map and thin one recipe into the gallery, replacing what was there."""
    from core.projection import project
    from core.training import train

    name, chosen = RECIPES[run_id]
    spec = parse_spec(chosen)
    with tempfile.TemporaryDirectory() as folder:
        run = Library(Path(folder), gallery=None).create(spec, name, owner="gallery")
        train(run)
        if spec.model.family == "variational":
            project(run, report=lambda share: None)
        return _ship(run, gallery / run_id)


def _ship(run: RunFolder, target: Path) -> RunFolder:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in KEPT:
        source = run.path / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        elif source.is_file():
            shutil.copy(source, target / name)
    for step in thinned(run.snapshot_steps(), SNAPSHOTS):
        _ship_snapshot(run.snapshot_path(step), target / "snapshots" / f"{step:08d}")
    shipped = RunFolder(target, gallery=True)
    shipped.update_info(id=target.name)
    summary = shipped.summary() or {}
    write_json(shipped.summary_file, summary | {"run": target.name})
    return shipped


def _ship_snapshot(source: Path, target: Path) -> None:
    """A snapshot without its decoder: the pad uses the final one."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("decoder.safetensors"))
    meta = read_json(target / "meta.json")
    meta["files"].pop("decoder.safetensors", None)
    write_json(target / "meta.json", meta | {"weights": False})


def thinned(steps: list[int], most: int) -> list[int]:
    """At most `most` of the steps, evenly over their order, first and last among them."""
    if len(steps) <= most:
        return steps
    places = [round(i * (len(steps) - 1) / (most - 1)) for i in range(most)]
    return [steps[place] for place in places]


def main() -> None:
    chosen = sys.argv[1:] or list(RECIPES)
    for run_id in chosen:
        run = build(run_id)
        size = sum(file.stat().st_size for file in run.path.rglob("*") if file.is_file())
        print(f"{run.id}  {size / 1e6:5.2f} MB  {run.name}")


if __name__ == "__main__":
    main()
