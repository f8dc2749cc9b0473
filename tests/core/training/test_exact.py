"""Equal specification, equal bytes: every model of the registry, interrupted or not."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from core.models import products
from core.runs import Heartbeat, Library, RunFolder
from core.spec import parse_spec
from core.spec.families import FAMILIES
from core.training import train
from core.training.session import Session
from tests.core.training.tiny import content

SMALL: dict[str, dict[str, Any]] = {
    "sparse": {"features": 24, "dead_window": 64},
    "variational": {"latent_dim": 2},
    "plain": {"latent_dim": 2},
}
OWN: dict[str, dict[str, Any]] = {
    "k_sparse": {"k": 4},
    "topk": {"k": 4, "revive": "auxk"},
    "batch_topk": {"k": 1, "revive": "resample"},
    "matryoshka": {"k": 4, "revive": "resample"},
    "factor": {"discriminator": [8]},
    "vq": {"groups": 2, "codebook": 6},
}
WAYS: dict[str, dict[str, dict[str, Any]]] = {
    "patience": {
        "model": {"family": "variational", "latent_dim": 2},
        "training": {"epochs": 12, "early_stopping": 1, "learning_rate": 0.03},
    },
    "cosine rate": {
        "model": {"family": "plain", "latent_dim": 2},
        "training": {"epochs": 3, "schedule": "cosine"},
    },
    "cyclical beta": {
        "model": {"family": "variational", "latent_dim": 2, "schedule": {"kind": "cyclical"}}
    },
    "sgd": {"model": {"family": "plain"}, "training": {"epochs": 3, "optimizer": "sgd"}},
    "convolutions": {
        "model": {"family": "plain", "latent_dim": 2},
        "network": {"kind": "conv", "channels": [4]},
    },
    "fresh examples": {
        "dataset": {"name": "superposition", "train_size": 300, "validation_size": 60},
        "model": {"family": "sparse", "variant": "topk", "k": 4, "features": 24},
    },
    "dequantised": {
        "model": {"family": "variational", "latent_dim": 2, "likelihood": "gaussian_learned"}
    },
}


def models() -> dict[str, dict[str, Any]]:
    """A small model of each member of each family; a new one joins by being registered."""
    found: dict[str, dict[str, Any]] = {}
    for name, family in FAMILIES.items():
        base = {"family": name, **SMALL[name]}
        for member in family.members:
            chosen = base | ({family.key: member} if family.key else {})
            found[f"{name} {member}"] = chosen | OWN.get(member, {})
    return found


@pytest.fixture(autouse=True)
def multiplied_as_large_models_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The products of these small models, too, are computed in the way of large ones."""
    monkeypatch.setattr(products, "LARGE", 0)


@pytest.fixture
def pair(tmp_path: Path) -> Callable[[dict[str, Any]], tuple[RunFolder, RunFolder]]:
    """Two new runs of one small specification."""
    library = Library(tmp_path / "runs", gallery=None)
    common: dict[str, dict[str, Any]] = {
        "dataset": {"name": "digits", "train_size": 300, "validation_size": 60},
        "network": {"hidden": [16]},
        "training": {"epochs": 3},
    }

    def make(given: dict[str, Any]) -> tuple[RunFolder, RunFolder]:
        whole = common | given
        whole["training"] = {"batch_size": 32, "device": "cpu"} | whole["training"]
        return library.create(parse_spec(whole)), library.create(parse_spec(whole))

    return make


def train_with_pause(run: RunFolder, step: int) -> None:
    """Train the run, paused after that step's work and resumed."""
    wish = ["run"]
    original = Session.advance

    def advance(self: Session) -> None:
        original(self)
        if self.step == step:
            wish[0] = "pause"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "advance", advance)
        patch.setattr(Heartbeat, "wanted", property(lambda self: wish[0]))
        assert train(run, threads=1) == "paused"
    torch.manual_seed(step)  # nothing may hang on PyTorch's own stream
    assert train(run, threads=1) == "finished"


@pytest.mark.parametrize("name", [*models(), *WAYS])
def test_a_paused_run_ends_with_the_bytes_of_its_twin(pair: Any, name: str) -> None:
    given = WAYS[name] if name in WAYS else {"model": models()[name]}
    whole, paused = pair(given)
    train(whole, threads=1)
    train_with_pause(paused, step=14)
    assert content(paused) == content(whole)


def test_patience_ends_early_in_the_case_above(pair: Any) -> None:
    run, _ = pair(WAYS["patience"])
    train(run, threads=1)
    assert 14 < (run.summary() or {})["stopped_early_at"] < 120


def test_an_hours_pause_changes_nothing_but_the_clock_on_the_wall(
    pair: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every clock of the process jumps by an hour at one step: rows and weights stay the same."""
    whole, paused = pair({"model": {"family": "variational", "latent_dim": 2}})
    train(whole, threads=1)
    real, ahead = {name: getattr(time, name) for name in ("time", "monotonic")}, [0.0]
    original = Session.advance

    def advance(self: Session) -> None:
        if self.step == 14:
            ahead[0] = 3600.0
        original(self)

    monkeypatch.setattr(Session, "advance", advance)
    for name, clock in real.items():
        monkeypatch.setattr(time, name, lambda clock=clock: clock() + ahead[0])
    assert train(paused, threads=1) == "finished"
    assert content(paused) == content(whole)
