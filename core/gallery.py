"""Builds the runs that ship with the program: `python -m core.gallery [ID …]`.

Each is trained as anybody would train it, then thinned: exported fp16 networks, maps, curves and
six snapshots stay; checkpoints, full-precision weights and most snapshots go.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.paths import GALLERY
from core.runs import Library, RunFolder, read_json, write_json
from core.spec import parse_spec


@dataclass(frozen=True)
class Recipe:
    """What is chosen beyond the recommended values; so many `snapshots` are kept, and of `KEPT` all
    but `without`."""

    name: str
    chosen: dict[str, Any]
    snapshots: int = 3
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ladder:
    """Examples that differ in one thing, from little of it to much.

    `rungs`: id → what is chosen there, in a word. `numbers` are the keys whose change tells the
    story; `picture` is the sheet of a snapshot that shows it.
    """

    title: str
    says: str
    rungs: Mapping[str, str]
    numbers: tuple[str, str]
    picture: str = "reconstructions"


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


def _sprites(beta: float, seed: int) -> dict[str, Any]:
    """Small and short, so that a learner's own take seconds too."""
    size = {"network": {"hidden": [64, 32]}, "training": {"epochs": 10, "seed": seed}}
    return _vae("sprites", latent_dim=6, beta=beta) | size


_AROUND = ("timing.jsonl", "projection", "sampling")
"""What a run leaves out whose lesson shows neither map nor samples."""
_BARE = ("metrics.jsonl", "test", *_AROUND)
"""And neither curves nor test examples: atoms and numbers alone."""
_WEIGHTS = ("decoder.json", "decoder.safetensors", "encoder.json", "encoder.safetensors")
_NOTHING_DECODED = ("test", *_AROUND, *_WEIGHTS)
"""And has nothing decoded: curves, snapshots and numbers."""
_NARROW = {"network": {"hidden": [16]}, "training": {"epochs": 6}}
"""For documents, whose thousands of words make every unit heavy."""

_PLAIN = {"dataset": {"name": "mnist"}, "model": _plain(2)}


def _free(name: str, variant: str, bare: bool = True, **model: Any) -> Recipe:
    """A sparse run on the small digits whose atoms may have any length."""
    return Recipe(
        name,
        _sparse(variant, "digits", decoder_norm="free", **model),
        without=_BARE if bare else (),
    )


def _revived(name: str, revive: str) -> Recipe:
    """TopK on known atoms, trained for less long; what becomes of dead features differs."""
    chosen = _sparse("topk", "superposition", revive=revive)
    return Recipe(name, chosen | {"training": {"epochs": 40}}, without=_BARE)


RECIPES: dict[str, Recipe] = {
    "vae-5e1d0f3a9b7c24": Recipe(
        "A map of digits: VAE with 2 dimensions", _vae(latent_dim=2), snapshots=6
    ),
    "vae-a86c41f7d20e95": Recipe(
        "Sharper digits: VAE with 10 dimensions", _vae(latent_dim=10), snapshots=6
    ),
    "sparse-3c97be05d1f86a": Recipe("Strokes by price: sparse, L1", _sparse("l1"), snapshots=6),
    "sparse-f0427d9ac8e31b": Recipe("Strokes by count: sparse, TopK", _sparse("topk"), snapshots=6),
    "sparse-1b0a5c7e92d344": Recipe("λ 1: many strokes", _sparse("l1", weight=1.0)),
    "sparse-92e4d8f16a0b57": Recipe("λ 9: few strokes", _sparse("l1", weight=9.0)),
    "vae-2d7f61a09ce853": Recipe("β ¼: all for the picture", _vae(latent_dim=10, beta=0.25)),
    "vae-c40b9e5d7381f6": Recipe("β 4: dimensions fall silent", _vae(latent_dim=10, beta=4.0)),
    "vae-7a35e8c0d914b2": Recipe("8 dimensions", _vae(latent_dim=8)),
    "vae-e61f08b2a7d49c": Recipe("32 dimensions, not all in use", _vae(latent_dim=32)),
    "plain-58d2c6f01b9e7a": Recipe("A plain map of digits, with holes", _PLAIN),
    "sparse-d9306e7ab5c1f2": Recipe(
        "Superposition: 64 atoms in 32 numbers", _sparse("l1", "superposition")
    ),
    "sparse-4fa81c59e0d73b": Recipe("Edges from photographs", _sparse("l1", "patches")),
    "sparse-86b3f2d70e9ac5": Recipe("Photographs without sparsity", _sparse("none", "patches")),
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
        "Grey pixels, cross-entropy",
        _vae("digits", latent_dim=10, likelihood="cross_entropy"),
        without=_AROUND,
    ),
    "vae-6b8e3f10a9d4c7": Recipe(
        "Black or white, Bernoulli", _vae("digits", latent_dim=10, likelihood="bernoulli")
    ),
    "vae-d52c9a7e08b6f1": Recipe(
        "Grey pixels, continuous Bernoulli",
        _vae("digits", latent_dim=10, likelihood="continuous_bernoulli"),
        without=_AROUND,
    ),
    "sparse-e7c15d90b4a286": Recipe("The listing as printed", _listing("none"), without=_BARE),
    "sparse-70f3a8c6d21b9e": Recipe(
        "The listing with an L1 term", _listing("l1", weight=0.2), without=_BARE
    ),
    "vae-38a0f5e2c7b914": Recipe("Sprites, β 1", _sprites(1.0, seed=0), without=_AROUND),
    "vae-38b6e90d4f1a72": Recipe("Sprites, β 4", _sprites(4.0, seed=0), without=_NOTHING_DECODED),
    "vae-38c2d71f8a5e06": Recipe(
        "Sprites, β 4, another seed", _sprites(4.0, seed=1), without=_AROUND
    ),
    "vae-40f18b6d2ea573": Recipe(
        "Documents through eight numbers",
        _vae("docstrings", latent_dim=8) | _NARROW,
        without=_NOTHING_DECODED,
    ),
    "sparse-40c95e7a13d0f8": Recipe(
        "Documents from four themes of 24",
        _sparse("topk", "docstrings", features=24, k=4) | {"training": {"epochs": 6}},
        without=_NOTHING_DECODED,
    ),
    "vae-41d7c0a95be236": Recipe(
        "Tumours through two numbers", _vae("breast_cancer"), without=("sampling",)
    ),
    "sparse-44674f2e172d71": _free("No constraint", "none"),
    "sparse-010886f1ec0377": _free("L1", "l1", bare=False),
    "sparse-aa20a2b65601c0": _free("L2", "l2"),
    "sparse-a2b54e70738ea4": _free("KL", "kl"),
    "sparse-a44e793e3c8f3e": _free("TopK", "topk"),
    "sparse-a4b2e3cd151f30": _free("L1 on codes alone", "l1", bare=False, charge="code"),
    "sparse-7818f4d61e7ed5": _revived("Dead features stay dead", "none"),
    "sparse-96450719700455": _revived("Revived by AuxK", "auxk"),
    "sparse-b3e042547f4e64": _revived("Revived by resampling", "resample"),
}
"""Id → runs that only a lesson shows: small ones, found by their id and in no list."""

LADDERS = (
    Ladder(
        "What β trades",
        "The dearer a nat of information, the fewer are spent, and the vaguer the digit.",
        {"vae-2d7f61a09ce853": "β ¼", "vae-a86c41f7d20e95": "β 1", "vae-c40b9e5d7381f6": "β 4"},
        ("kl", "fvu"),
    ),
    Ladder(
        "How many dimensions",
        "Each one more explains a little more, until they are no longer all in use.",
        {
            "vae-5e1d0f3a9b7c24": "2",
            "vae-7a35e8c0d914b2": "8",
            "vae-a86c41f7d20e95": "10",
            "vae-e61f08b2a7d49c": "32",
        },
        ("active_units", "fvu"),
    ),
    Ladder(
        "What sparsity costs",
        "The higher the price λ of an activation, the fewer features speak, and the more is lost. "
        "TopK fixes their number instead.",
        {
            "sparse-1b0a5c7e92d344": "λ 1",
            "sparse-3c97be05d1f86a": "λ 3",
            "sparse-92e4d8f16a0b57": "λ 9",
            "sparse-f0427d9ac8e31b": "TopK 32",
        },
        ("l0", "fvu"),
        picture="atoms",
    ),
    Ladder(
        "With a prior and without",
        "Two dimensions each: the plain one rebuilds about as well, but has holes to fall into.",
        {"plain-58d2c6f01b9e7a": "plain", "vae-5e1d0f3a9b7c24": "variational"},
        ("fvu", "knn_accuracy"),
    ),
    Ladder(
        "Where the truth is known, and edges",
        "Sparsity finds the atoms that data were made of, and edges in photographs; without it "
        "there is neither.",
        {
            "sparse-d9306e7ab5c1f2": "64 atoms in 32 numbers",
            "sparse-4fa81c59e0d73b": "photographs",
            "sparse-86b3f2d70e9ac5": "no sparsity",
        },
        ("l0", "fvu"),
        picture="atoms",
    ),
)
"""The examples as they are shown on Home; one may stand on several."""

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
        mapped = "projection" not in made.without
        if spec.model.family == "sparse" and mapped:
            project_atoms(run, report=lambda share: None)
        elif mapped:
            project(run, report=lambda share: None)
        if spec.model.family != "sparse" and "sampling" not in made.without:
            prepare(run, COMPARED)
        return _ship(run, gallery / run_id, made)


def _ship(run: RunFolder, target: Path, made: Recipe) -> RunFolder:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in (name for name in KEPT if name not in made.without):
        source = run.path / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        elif source.is_file():
            shutil.copy(source, target / name)
    for step in thinned(run.snapshot_steps(), made.snapshots):
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
