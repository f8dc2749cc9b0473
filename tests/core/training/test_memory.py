"""What a run says it holds is what it holds."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.data import load
from core.spec import parse_spec
from core.training import train
from core.training.clock import Clock
from core.training.memory import is_mapped, memory
from core.training.session import Session
from tests.core.training.tiny import MODELS, Create

MIB = 2**20


def session(name: str, **dataset: int) -> Session:
    given = {
        "dataset": {"name": name, **dataset},
        "model": {"family": "variational", "latent_dim": 2, "likelihood": "bernoulli"},
        "network": {"hidden": [16]},
        "training": {"epochs": 1, "batch_size": 32, "device": "cpu"},
    }
    spec = parse_spec(given)
    return Session(spec, load(spec.dataset), torch.device("cpu"), Clock())


def test_known_sizes() -> None:
    found = memory(session("mnist", train_size=2_000, validation_size=100))
    parameters = 4 * (784 * 16 + 16 + 16 * 4 + 4 + 2 * 16 + 16 + 16 * 784 + 784)
    assert found["parameters"] == found["gradients"] == pytest.approx(parameters / MIB, abs=1e-3)
    assert found["optimiser"] == pytest.approx(2 * parameters / MIB, abs=1e-3)
    # 2,000 training and 1,000 test examples are each large enough for a file, validation is not.
    assert found["data_shared"] == pytest.approx(3_000 * 784 * 4 / MIB, abs=1e-3)
    assert found["data_private"] == pytest.approx(100 * 784 * 4 / MIB, abs=1e-3)
    assert found["batch"] == pytest.approx(2 * 32 * 784 * 4 / MIB, abs=1e-3)


def test_a_session_trains_on_the_map_itself() -> None:
    one, other = (session("mnist", train_size=2_000) for _ in range(2))
    for each in (one, other):
        assert is_mapped(each.prepared.train.x)
        assert each.x.data_ptr() == each.prepared.train.x.ctypes.data  # type: ignore[union-attr]
    for _ in range(3):
        one.advance()
    assert np.array_equal(one.x.numpy(), other.x.numpy())


@pytest.mark.parametrize("kind", MODELS)
def test_a_summary_tells_it(create: Create, kind: str) -> None:
    run = create(kind)
    train(run, threads=1)
    found = (run.summary() or {})["memory"]
    assert found["parameters"] > 0
    assert found["data_private"] > 0  # digits are small


def test_data_that_cannot_be_shared_are_a_note(
    create: Create, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LATENT_LAB_CACHE", str(tmp_path / "file"))
    run = create("plain", dataset={"name": "mnist", "train_size": 2_000, "validation_size": 50})
    train(run, threads=1)
    summary = run.summary() or {}
    assert "keeps its data to itself" in summary["notes"][0]
    assert summary["memory"]["data_shared"] == 0
