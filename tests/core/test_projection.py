"""The map of test codes: repeatable, faithful, cancellable."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.errors import BadInput
from core.jobs.projection import METHODS
from core.on_wish import MAKERS
from core.projection import (
    atoms_of,
    codes_of,
    project,
    project_atoms,
    umap_points,
)
from core.runs import Library, RunFolder
from core.spec import parse_spec
from core.training import train


class EnoughError(Exception):
    """What a caller raises to cancel."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RunFolder]:
    library = Library(tmp_path_factory.mktemp("runs"), gallery=None)
    models = {
        "vae": {"family": "variational", "latent_dim": 3},
        "topk": {"family": "sparse", "variant": "topk", "features": 24, "k": 4},
    }
    made = {}
    for name, model in models.items():
        spec = {
            "dataset": {"name": "digits", "train_size": 300},
            "model": model,
            "network": {"hidden": [16]},
            "training": {"epochs": 3, "batch_size": 32},
        }
        made[name] = library.create(parse_spec(spec))
        train(made[name], threads=1)
    made["untrained"] = library.create(parse_spec(spec))
    return made


@pytest.mark.parametrize("kind", ["vae", "topk"])
def test_a_map_is_seeded_scored_and_reported(runs: dict[str, RunFolder], kind: str) -> None:
    shares: list[float] = []
    name = project(runs[kind], report=shares.append)
    assert name == "umap-n15-d0.1-s0"
    file = runs[kind].projection / f"{name}.safetensors"
    points = load_file(file)["points"]
    about = json.loads((runs[kind].projection / f"{name}.json").read_text())
    assert points.dtype == np.float32
    assert points.shape == (about["count"], 2)
    assert about["params"]["neighbours"] == 15
    assert 0.1 < about["neighbours_kept"] <= 1
    assert 0.5 < about["trustworthiness"] <= 1
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert len(shares) > 20
    project(runs[kind])
    assert np.array_equal(load_file(file)["points"], points)


def test_cancelling_leaves_no_file(runs: dict[str, RunFolder]) -> None:
    def stop(share: float) -> None:
        if share > 0.3:
            raise EnoughError

    with pytest.raises(EnoughError):
        project(runs["vae"], seed=7, report=stop)
    assert not list(runs["vae"].projection.glob("*s7*"))


def test_sparse_codes_are_computed_by_the_model(runs: dict[str, RunFolder]) -> None:
    codes = codes_of(runs["topk"])
    l0 = load_file(runs["topk"].path / "test" / "arrays.safetensors")["l0"]
    assert ((codes > 0).sum(axis=1) == l0).all()


def test_a_run_without_codes_is_refused_in_a_sentence(runs: dict[str, RunFolder]) -> None:
    with pytest.raises(BadInput, match="no test codes yet"):
        project(runs["untrained"])


def test_too_many_neighbours_are_refused(runs: dict[str, RunFolder]) -> None:
    with pytest.raises(BadInput, match="more than 5000"):
        project(runs["vae"], neighbours=5000)


def test_one_dimensional_codes_have_a_map_too() -> None:
    codes = np.linspace(0, 1, 80, dtype=np.float32)[:, None]
    points = umap_points(codes, neighbours=5, minimum_distance=0.1, seed=0)
    assert points.shape == (80, 2)
    assert np.isfinite(points).all()


def test_a_map_is_named_by_its_settings(runs: dict[str, RunFolder]) -> None:
    name = project(runs["vae"], neighbours=5, minimum_distance=0.25, seed=3)
    assert name == "umap-n5-d0.25-s3"


def test_a_map_of_atoms_lays_out_the_decoder(runs: dict[str, RunFolder]) -> None:
    atoms = atoms_of(runs["topk"])
    assert atoms.shape == (24, 64)
    assert np.linalg.norm(atoms, axis=1) == pytest.approx(np.ones(24))
    name = project_atoms(runs["topk"], neighbours=5)
    assert name == "atoms-n5-d0.1-s0"
    points = load_file(runs["topk"].projection / f"{name}.safetensors")["points"]
    about = json.loads((runs["topk"].projection / f"{name}.json").read_text())
    assert points.shape == (24, 2)
    assert about["of"] == "atoms"
    for kind in ("vae", "untrained"):
        with pytest.raises(BadInput, match="no dictionary"):
            project_atoms(runs[kind])


def test_every_method_that_can_be_asked_for_is_made() -> None:
    assert set(MAKERS) == set(METHODS)
