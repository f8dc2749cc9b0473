"""Training on a device that is not the CPU: all of it happens there, and gives the same numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from core.runs import Library, RunFolder
from core.spec import RunSpec, parse_spec
from core.training import train
from core.training.populations import train_population
from tests.core.training.pretend import DEVICE, Pretended, pretended_device
from tests.core.training.taping import MemoryTape
from tests.core.training.test_population import POPULATIONS
from tests.core.training.test_replay import MODELS, spec
from tests.core.training.test_train import KilledError, at_step, save_often
from tests.core.training.tiny import content

VAE = {"family": "variational", "latent_dim": 2}
L1 = {"family": "sparse", "variant": "l1", "features": 8}
SMALL = {"train_size": 100, "validation_size": 20}
OTHERS: dict[str, dict[str, Any]] = {
    "fresh examples": {
        "dataset": {"name": "superposition", "fresh": True} | SMALL,
        "model": L1,
    },
    "table": {"dataset": {"name": "breast_cancer"}, "model": VAE | {"likelihood": "gaussian"}},
    "sprites": {"dataset": {"name": "sprites"} | SMALL, "model": VAE | {"likelihood": "bernoulli"}},
    "patches": {"dataset": {"name": "patches"} | SMALL, "model": L1},
    "convolutions": {"network": {"kind": "conv", "channels": [4]}, "model": VAE},
    "continuous Bernoulli": {"model": VAE | {"likelihood": "continuous_bernoulli"}},
    "stops early": {"model": VAE, "training": {"early_stopping": 1}},
}
DEFAULT = {
    "dataset": {"name": "digits", "train_size": 300, "validation_size": 60},
    "network": {"hidden": [16]},
}


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Iterator[torch.device]:
    """What "auto" chooses; its steps are recorded."""
    with pretended_device() as made:
        for module in ("loop", "populations"):
            monkeypatch.setattr(f"core.training.{module}.choose_device", lambda _: made)
        for module in ("session", "population"):
            monkeypatch.setattr(f"core.training.{module}.tape_for", lambda _: MemoryTape())
        yield made


@pytest.fixture
def by_autograd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradients as a GPU has them; those written out round otherwise."""
    monkeypatch.setattr("core.training.session.by_hand", lambda _: None)


def new(folder: Path, given: RunSpec) -> RunFolder:
    return Library(folder, gallery=None).create(given)


def short(name: str) -> RunSpec:
    return spec(MODELS[name], epochs=1)


def other(name: str) -> RunSpec:
    given = DEFAULT | OTHERS[name]
    given["training"] = {"batch_size": 32, "epochs": 2} | OTHERS[name].get("training", {})
    return parse_spec(given)


def test_devices_do_not_mix(device: torch.device) -> None:
    there, here = torch.ones(3, device=device), torch.ones(3)
    assert isinstance(there, Pretended)
    with pytest.raises(RuntimeError, match="two devices"):
        there + here
    with pytest.raises(RuntimeError, match="two devices"):
        there[torch.tensor([0])]
    with pytest.raises(TypeError, match="numpy"):
        there.numpy()
    with pytest.raises(TypeError, match="numpy"):
        np.asarray(there)
    assert (there + here.to(device)).cpu().tolist() == [2, 2, 2]
    assert float(there.sum()) == 3


def alike(there: RunFolder, here: RunFolder) -> None:
    """But for a learning rate in 32 bits, for one in 64."""
    assert there.status().device == DEVICE.type
    weights = [load_file(run.path / "model.safetensors") for run in (there, here)]
    torch.testing.assert_close(*weights, rtol=1e-4, atol=1e-5)
    for own, row in zip(there.metrics(), here.metrics(), strict=True):
        for part in ("train", "validation"):
            assert own.get(part, {}) == pytest.approx(row.get(part, {}), rel=1e-4, abs=1e-5)
    assert {file.name for file in there.path.rglob("*")} == {
        file.name for file in here.path.rglob("*")
    }


@pytest.mark.usefixtures("by_autograd")
@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_model_learns_there_what_it_learns_on_the_cpu(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    here = new(tmp_path / "here", short(name))
    train(here)
    request.getfixturevalue("device")
    there = new(tmp_path / "there", short(name))
    train(there)
    alike(there, here)


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize("name", OTHERS)
def test_so_do_all_kinds_of_data_and_networks(name: str, tmp_path: Path) -> None:
    run = new(tmp_path, other(name))
    assert train(run) == "finished"
    assert run.status().device == DEVICE.type


@pytest.mark.filterwarnings("ignore:for .* copying from a non-meta parameter")
@pytest.mark.usefixtures("device")
def test_a_training_there_is_resumed_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_often(monkeypatch)
    whole, killed = (
        new(tmp_path / name, spec(MODELS["rising"], epochs=3)) for name in ("whole", "killed")
    )
    train(whole)

    def die(_: Any) -> None:
        raise KilledError

    at_step(monkeypatch, 25, die)
    with pytest.raises(KilledError):
        train(killed)
    assert train(killed) == "finished"
    assert content(killed) == content(whole)


@pytest.mark.usefixtures("by_autograd")
@pytest.mark.parametrize("name", ["all", "learned", "plain", "topk"])
def test_populations_train_there(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    here = [new(tmp_path / "here", given) for given in POPULATIONS[name]]
    train_population(here)
    request.getfixturevalue("device")
    there = [new(tmp_path / "there", given) for given in POPULATIONS[name]]
    assert set(train_population(there).values()) == {"finished"}
    for one, twin in zip(there, here, strict=True):
        alike(one, twin)
