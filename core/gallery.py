"""Builds the runs that ship with the program: `python -m core.gallery [ID …]`.

Each is trained as anybody would train it, then thinned: exported fp16 networks, maps, curves and
six snapshots stay; checkpoints, full-precision weights and most snapshots go.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.paths import GALLERY
from core.runs import Library, RunFolder, read_json, write_json
from core.spec import parse_spec


@dataclass(frozen=True)
class Recipe:
    """What is chosen beyond the recommended values; `ladder` groups runs that tell a story
    together, and `snapshots` are kept."""

    name: str
    chosen: dict[str, Any]
    ladder: str = ""
    snapshots: int = 3


def _vae(data: str = "mnist", **model: Any) -> dict[str, Any]:
    return {"dataset": {"name": data}, "model": {"family": "variational"} | model}


def _sparse(variant: str, data: str = "mnist", **model: Any) -> dict[str, Any]:
    family = {"family": "sparse", "variant": variant}
    return {"dataset": {"name": data}, "model": family | model}


def _listing(variant: str, **model: Any) -> dict[str, Any]:
    """Dense and ReLU, Dense and sigmoid, cross-entropy, Adam, on small digits."""
    dense = {"features": 64, "output": "sigmoid", "decoder_norm": "free"}
    made = _sparse(variant, "digits", **dense, **model)
    return made | {"dataset": {"name": "digits", "scale": "none"}}


def _plain(latent_dim: int) -> dict[str, Any]:
    return {"family": "plain", "latent_dim": latent_dim}


_PLAIN = {"dataset": {"name": "mnist"}, "model": _plain(2)}
_PRICE = "What the sparsity weight λ does, beside “Strokes by price”"
_BETA = "What β does, beside “Sharper digits”"
_SIZE = "How many dimensions, beside 2 and 10"
_SIDE = "Without a prior, beside “A map of digits”"
_TRUTH = "Where the truth is known, and edges"

RECIPES: dict[str, Recipe] = {
    "vae-5e1d0f3a9b7c24": Recipe(
        "A map of digits: VAE with 2 dimensions", _vae(latent_dim=2), snapshots=6
    ),
    "vae-a86c41f7d20e95": Recipe(
        "Sharper digits: VAE with 10 dimensions", _vae(latent_dim=10), snapshots=6
    ),
    "sparse-3c97be05d1f86a": Recipe("Strokes by price: sparse, L1", _sparse("l1"), snapshots=6),
    "sparse-f0427d9ac8e31b": Recipe("Strokes by count: sparse, TopK", _sparse("topk"), snapshots=6),
    "sparse-1b0a5c7e92d344": Recipe("λ 1: many strokes", _sparse("l1", weight=1.0), _PRICE),
    "sparse-92e4d8f16a0b57": Recipe("λ 9: few strokes", _sparse("l1", weight=9.0), _PRICE),
    "vae-2d7f61a09ce853": Recipe("β ¼: all for the picture", _vae(latent_dim=10, beta=0.25), _BETA),
    "vae-c40b9e5d7381f6": Recipe(
        "β 4: dimensions fall silent", _vae(latent_dim=10, beta=4.0), _BETA
    ),
    "vae-7a35e8c0d914b2": Recipe("8 dimensions", _vae(latent_dim=8), _SIZE),
    "vae-e61f08b2a7d49c": Recipe("32 dimensions, not all in use", _vae(latent_dim=32), _SIZE),
    "plain-58d2c6f01b9e7a": Recipe("A plain map of digits, with holes", _PLAIN, _SIDE),
    "sparse-d9306e7ab5c1f2": Recipe(
        "Superposition: 64 atoms in 32 numbers", _sparse("l1", "superposition"), _TRUTH
    ),
    "sparse-4fa81c59e0d73b": Recipe("Edges from photographs", _sparse("l1", "patches"), _TRUTH),
    "sparse-86b3f2d70e9ac5": Recipe(
        "Photographs without sparsity", _sparse("none", "patches"), _TRUTH
    ),
}
"""Id → what is trained; ids never change, so that links and lessons keep working."""

LESSONS: dict[str, Recipe] = {
    "plain-0d1f7b3c5a92e4": Recipe(
        "A bottleneck of 2", {"dataset": {"name": "digits"}, "model": _plain(2)}
    ),
    "plain-8c2e6a9417bf03": Recipe(
        "A bottleneck of 10", {"dataset": {"name": "digits"}, "model": _plain(10)}
    ),
    "vae-b1904f6de27a58": Recipe(
        "Noise fixed at σ 1",
        _vae("digits", latent_dim=10, likelihood="gaussian", sigma=1.0),
    ),
    "vae-3fa2c8710d6e95": Recipe(
        "Noise as it is found", _vae("digits", latent_dim=10, likelihood="gaussian")
    ),
    "vae-94d07be2c5a13f": Recipe(
        "Grey pixels, cross-entropy", _vae("digits", latent_dim=10, likelihood="cross_entropy")
    ),
    "vae-6b8e3f10a9d4c7": Recipe(
        "Black or white, Bernoulli", _vae("digits", latent_dim=10, likelihood="bernoulli")
    ),
    "vae-d52c9a7e08b6f1": Recipe(
        "Grey pixels, continuous Bernoulli",
        _vae("digits", latent_dim=10, likelihood="continuous_bernoulli"),
    ),
    "sparse-e7c15d90b4a286": Recipe("The listing as printed", _listing("none")),
    "sparse-70f3a8c6d21b9e": Recipe("The listing with an L1 term", _listing("l1", weight=0.2)),
}
"""Id → runs that only a lesson shows: small ones, found by their id and in no list."""

KEPT = (
    "spec.json", "run.json", "status.json", "metrics.jsonl", "timing.jsonl", "census.jsonl",
    "summary.json",
    "decoder.json", "decoder.safetensors", "encoder.json", "encoder.safetensors",
    "recovery.safetensors", "probe", "test", "projection", "sampling",
)  # fmt: skip
COMPARED = 2_000
"""Training examples that ship with a run, to look for copies among: 330 kB of digits."""


def build(run_id: str, gallery: Path = GALLERY) -> RunFolder:
    """Train, map and thin one recipe into the gallery, replacing what was there."""
    from core.projection import project, project_atoms
    from core.sampling import prepare
    from core.training import train

    made = (RECIPES | LESSONS)[run_id]
    spec = parse_spec(made.chosen)
    with tempfile.TemporaryDirectory() as folder:
        run = Library(Path(folder), gallery=None).create(spec, made.name, owner="gallery")
        train(run)
        if spec.model.family == "sparse":
            project_atoms(run, report=lambda share: None)
        else:
            project(run, report=lambda share: None)
            prepare(run, COMPARED)
        return _ship(run, gallery / run_id, made.snapshots)


def _ship(run: RunFolder, target: Path, snapshots: int) -> RunFolder:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in KEPT:
        source = run.path / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        elif source.is_file():
            shutil.copy(source, target / name)
    for step in thinned(run.snapshot_steps(), snapshots):
        _ship_snapshot(run.snapshot_path(step), target / "snapshots" / f"{step:08d}")
    shipped = RunFolder(target, gallery=True)
    place = list(RECIPES | LESSONS).index(target.name)
    shipped.update_info(id=target.name, place=place, lesson=target.name in LESSONS)
    summary = shipped.summary() or {}
    write_json(shipped.summary_file, summary | {"run": target.name})
    return shipped


def _ship_snapshot(source: Path, target: Path) -> None:
    """A snapshot without its networks: pages use the final ones."""
    networks = ("decoder.json", "decoder.safetensors", "encoder.json", "encoder.safetensors")
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*networks))
    meta = read_json(target / "meta.json")
    files = {name: value for name, value in meta["files"].items() if name not in networks}
    write_json(target / "meta.json", meta | {"files": files, "weights": False})


def thinned(steps: list[int], most: int) -> list[int]:
    """At most `most` of the steps, evenly over their order, first and last among them."""
    if len(steps) <= most:
        return steps
    places = [round(i * (len(steps) - 1) / (most - 1)) for i in range(most)]
    return [steps[place] for place in places]


def main() -> None:
    chosen = sys.argv[1:] or list(RECIPES | LESSONS)
    for run_id in chosen:
        run = build(run_id)
        size = sum(file.stat().st_size for file in run.path.rglob("*") if file.is_file())
        print(f"{run.id}  {size / 1e6:5.2f} MB  {run.name}")


if __name__ == "__main__":
    main()
