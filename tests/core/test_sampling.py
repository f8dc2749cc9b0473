"""What judging samples takes: a mixture, training examples, and a yardstick of distances."""

import json
import shutil
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import load_file

from core.data import load
from core.errors import BadInput
from core.runs import Library, RunFolder
from core.sampling import features, prepare
from core.spec import parse_spec
from core.training import train

MODELS: dict[str, dict[str, Any]] = {
    "plain": {"family": "plain", "latent_dim": 3},
    "vae": {"family": "variational", "latent_dim": 2},
    "vq": {"family": "variational", "objective": "vq", "latent_dim": 4},
    "sparse": {"family": "sparse", "variant": "topk", "k": 4},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RunFolder]:
    library = Library(tmp_path_factory.mktemp("runs"), gallery=None)
    made = {}
    for name, model in MODELS.items():
        spec = {
            "dataset": {"name": "digits", "train_size": 300},
            "model": model,
            "network": {"hidden": [16]},
            "training": {"epochs": 2},
        }
        made[name] = library.create(parse_spec(spec))
        train(made[name], threads=1)
    return made


@pytest.mark.parametrize("kind", ["plain", "vae"])
def test_a_run_gets_a_mixture_of_its_codes(runs: dict[str, RunFolder], kind: str) -> None:
    run = runs[kind]
    assert prepare(run) == "sampling"
    meta = json.loads((run.path / "sampling" / "meta.json").read_text())
    stored = load_file(run.path / "sampling" / "mixture.safetensors")
    size = MODELS[kind]["latent_dim"]
    count = meta["mixture"]["components"]
    assert stored["means"].shape == (count, size)
    assert stored["factors"].shape == (count, size, size)
    assert meta["mixture"]["examples"] == 300
    again = (run.path / "sampling" / "mixture.safetensors").read_bytes()
    prepare(run)
    assert (run.path / "sampling" / "mixture.safetensors").read_bytes() == again


def test_training_examples_and_distances_are_those_of_the_data(
    runs: dict[str, RunFolder],
) -> None:
    run = runs["vae"]
    prepare(run, most=120)
    meta = json.loads((run.path / "sampling" / "meta.json").read_text())
    prepared = load(run.spec.dataset)
    assert (meta["training"]["count"], meta["training"]["of"]) == (120, 300)
    sheet = np.asarray(Image.open(run.path / "sampling" / "training.png"))
    tile = sheet[:8, 8:16] / 255
    np.testing.assert_allclose(tile.ravel(), prepared.train.x[1], atol=1 / 255)
    gaps = np.linalg.norm(prepared.test.x[:, None] - prepared.train.x[None, :120], axis=2)
    nearest = gaps[:1_000].min(axis=1)
    found = meta["distances"]["test"]
    assert found[0] == pytest.approx(nearest.min(), abs=1e-3)
    assert found[50] == pytest.approx(np.median(nearest), abs=1e-3)
    assert found == sorted(found)
    assert len(meta["distances"]["reconstructions"]) == 101


def test_entries_of_a_codebook_get_no_gaussians_and_a_sentence(runs: dict[str, RunFolder]) -> None:
    prepare(runs["vq"])
    meta = json.loads((runs["vq"].path / "sampling" / "meta.json").read_text())
    assert meta["mixture"] is None
    assert "codebook" in meta["no_mixture_because"]
    assert meta["training"]["count"] == 300


def test_a_sparse_autoencoder_is_refused(runs: dict[str, RunFolder]) -> None:
    with pytest.raises(BadInput, match="no density to fit"):
        prepare(runs["sparse"])


def test_what_report_raises_leaves_no_folder(runs: dict[str, RunFolder]) -> None:
    class EnoughError(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.5:
            raise EnoughError

    shutil.rmtree(runs["plain"].path / "sampling", ignore_errors=True)
    with pytest.raises(EnoughError):
        prepare(runs["plain"], report=stop)
    assert not (runs["plain"].path / "sampling").exists()


def test_documents_are_compared_by_hellinger() -> None:
    prepared = type("Words", (), {"vocabulary": ("a", "b", "c")})()
    counts = torch.tensor([[2.0, 2.0, 0.0], [50.0, 50.0, 0.0], [0.0, 0.0, 7.0], [0.0, 0.0, 0.0]])
    rows = features(counts, prepared)  # type: ignore[arg-type]
    assert torch.dist(rows[0], rows[1]) == pytest.approx(0, abs=1e-6)
    assert torch.dist(rows[0], rows[2]) == pytest.approx(2**0.5)  # √2 times 1, the farthest
    assert rows[3].abs().sum() == 0
