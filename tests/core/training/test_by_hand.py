"""A training by gradients written out and one by autograd: the same run, but for rounding."""

from typing import Any

import pytest
import torch

from core.data import load
from core.spec import parse_spec
from core.training import session as sessions
from core.training.clock import Clock
from core.training.session import Session

MODELS: dict[str, dict[str, Any]] = {
    "vae": {"family": "variational", "latent_dim": 4},
    "plain": {"family": "plain", "latent_dim": 4},
}


def session(model: dict[str, Any], **training: Any) -> Session:
    spec = parse_spec(
        {
            "dataset": {"name": "digits", "train_size": 300, "validation_size": 60},
            "model": model,
            "network": {"hidden": [32]},
            "training": {"epochs": 5, "batch_size": 32, "device": "cpu"} | training,
        }
    )
    return Session(spec, load(spec.dataset), torch.device("cpu"), Clock())


@pytest.mark.parametrize("kind", MODELS)
def test_fifty_steps_agree_within_rounding(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Losses to 10⁻⁵ of themselves, weights to 10⁻³: Adam doubts a gradient near zero's sign."""
    own = session(MODELS[kind])
    assert own.by_hand is not None
    monkeypatch.setattr(sessions, "by_hand", lambda model: None)
    reference = session(MODELS[kind])
    assert reference.by_hand is None
    for _ in range(50):
        own.advance()
        reference.advance()
    means = reference.meter.means()
    assert own.meter.means() == {k: pytest.approx(v, rel=1e-5) for k, v in means.items()}
    for mine, theirs in zip(own.model.parameters(), reference.model.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=0, atol=1e-3)
    for name, generator in own.generators.items():
        assert torch.equal(generator.get_state(), reference.generators[name].get_state())


def test_products_in_bfloat16_are_left_to_autograd() -> None:
    assert session(MODELS["vae"], precision="bfloat16").by_hand is None
