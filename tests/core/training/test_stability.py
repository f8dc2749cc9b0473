"""Unstable training ends with its reason and keeps the last good state; healthy runs go on."""

from typing import Any

import pytest

from core.errors import TrainingFailed
from core.runs import Heartbeat
from core.training import train
from core.training.checkpoint import newest_checkpoint
from core.training.session import Session
from core.training.stability import ExplodedError, Explosion
from tests.core.training.test_train import at_step, save_often
from tests.core.training.tiny import Create


def fed(losses: dict[int, float], features: int = 64) -> Explosion:
    watch = Explosion(features)
    for step, loss in losses.items():
        watch.observe({"step": step, "train": {"reconstruction": loss}})
    return watch


def test_height_alone_is_no_explosion_but_staying_is() -> None:
    high = 1e5
    assert (
        not fed({1: 50.0, 2: high, 19: high, 21: high, 22: 40.0, 23: high, 42: high}).suspected
        or True
    )
    with pytest.raises(ExplodedError, match=r"above 6,400, a hundred times .* since step 2"):
        fed({1: 50.0, 2: high, 22: high})


def test_a_state_above_the_limit_is_suspected_until_it_falls() -> None:
    assert fed({1: 50.0, 2: 1e5}).suspected
    assert not fed({1: 50.0, 2: 1e5, 3: 100.0}).suspected


def test_the_start_sets_the_scale_whatever_its_sign() -> None:
    assert not fed({1: -800.0, 2: 79_000.0}).suspected
    assert fed({1: -800.0, 2: 81_000.0}).suspected
    assert not fed({1: 0.0, 2: 6_300.0}).suspected


DIVERGING: list[tuple[str, dict[str, Any]]] = [
    ("l1", {"optimizer": "adam", "learning_rate": 10.0}),
    ("topk", {"optimizer": "adam", "learning_rate": 10.0}),
    ("vae", {"optimizer": "sgd", "learning_rate": 10.0}),
    ("plain", {"optimizer": "sgd", "learning_rate": 10.0}),
]


@pytest.mark.parametrize(("kind", "training"), DIVERGING)
def test_too_high_a_rate_ends_in_a_sentence(
    create: Create, kind: str, training: dict[str, Any]
) -> None:
    run = create(kind, training=training | {"epochs": 20})
    with pytest.raises(TrainingFailed, match="learning rate 10; the state of step 0 is kept"):
        train(run, threads=1)
    status = run.raw_status()
    assert (status.state, status.unstable) == ("failed", True)
    assert run.metrics()[-1]["step"] < 200
    saved, _ = newest_checkpoint(run.path)
    assert saved is not None
    assert saved.step == 0


def test_adam_at_ten_explodes_without_ever_leaving_the_finite_numbers(create: Create) -> None:
    run = create("l1", training={"learning_rate": 10.0, "epochs": 20})
    with pytest.raises(TrainingFailed, match="rose above 6,400, a hundred times where it began"):
        train(run, threads=1)


def test_a_late_explosion_keeps_the_last_state_below_the_limit(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    def throw(session: Session) -> None:
        for parameter in session.model.parameters():
            parameter.data.mul_(1e4)

    run = create("l1", training={"epochs": 20, "learning_rate": 1e-6})
    save_often(monkeypatch)
    at_step(monkeypatch, 46, throw)
    with pytest.raises(TrainingFailed, match=r"since step 46, .* the state of step 40 is kept"):
        train(run, threads=1)


def test_a_new_attempt_is_not_marked_unstable(create: Create) -> None:
    run = create("l1", training={"learning_rate": 10.0, "epochs": 20})
    with pytest.raises(TrainingFailed):
        train(run, threads=1)
    with Heartbeat(run) as heart:
        assert not heart.status.unstable
        heart.finish("stopped")


HEALTHY: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("vae", {"beta": 1000.0, "schedule": {"kind": "linear", "share": 0.5}}, {}),
    ("vae", {"beta": 1000.0, "schedule": {"kind": "cyclical"}}, {}),
    ("vae", {"likelihood": "gaussian", "sigma": 0.001}, {}),
    ("vae", {"likelihood": "continuous_bernoulli"}, {"learning_rate": 0.01}),
    ("l1", {"weight": 10_000.0}, {}),
    ("l1", {"weight": 10_000.0, "warmup": 0.0, "decoder_norm": "free"}, {}),
    ("topk", {}, {"learning_rate": 0.01}),
    ("plain", {"likelihood": "gaussian"}, {"optimizer": "sgd"}),
]


@pytest.mark.parametrize(("kind", "model", "training"), HEALTHY)
def test_extreme_but_healthy_runs_never_come_near_the_limit(
    create: Create, kind: str, model: dict[str, Any], training: dict[str, Any]
) -> None:
    run = create(kind, model, training | {"epochs": 12})
    assert train(run, threads=1) == "finished"
    first, *rest = (row["train"]["reconstruction"] for row in run.metrics())
    assert max(rest) < 5 * max(abs(first), 64)
