"""Early stopping keeps the best epoch by validation, exactly, however training went."""

import json
from typing import Any

import pytest
import torch

from core.errors import BadInput
from core.models import Step
from core.runs import Heartbeat
from core.spec import parse_spec
from core.training import load_run, train
from core.training.early_stopping import EarlyStopping
from tests.core.training.test_train import at_step, content, save_often
from tests.core.training.tiny import Create

OVERFIT: dict[str, Any] = {
    "dataset": {"name": "digits", "train_size": 100, "validation_size": 25},
    "network": {"hidden": [64]},
}
PATIENT = {"epochs": 400, "learning_rate": 0.01, "batch_size": 50, "early_stopping": 6}
LEARNED_BY_HEART = {"latent_dim": 12, "likelihood": "gaussian"}


def observed(patience: int, losses: list[float]) -> EarlyStopping:
    early, model = EarlyStopping(patience), torch.nn.Linear(1, 1)
    for step, loss in enumerate(losses, 1):
        with torch.no_grad():
            model.weight.fill_(step)
        early.observe(loss, step, 1, model)
    return early


def test_the_best_weights_are_remembered_and_patience_ends() -> None:
    early = observed(2, [3.0, 2.0, 2.5, 1.0, 1.0])
    assert (early.loss, early.step, early.waited, early.exhausted) == (1.0, 4, 1, False)
    assert float(early.weights["weight"]) == 4
    assert observed(2, [3.0, 2.0, 2.5, 2.1]).exhausted
    assert not observed(0, [3.0, 4.0, 5.0]).exhausted


def test_it_stops_when_validation_rises_and_keeps_the_best_epoch(create: Create) -> None:
    run = create("plain", LEARNED_BY_HEART, PATIENT, **OVERFIT)
    assert train(run, threads=1) == "finished"
    summary, rows = run.summary(), run.metrics()
    assert summary is not None
    losses = {row["epoch"]: row["validation"]["objective"] for row in rows if "validation" in row}
    best = min(losses, key=losses.__getitem__)
    assert summary["best_epoch"] == best
    assert summary["stopped_early_at"] == 2 * (best + 6) == rows[-1]["step"]
    assert "stopped_at_step" not in summary
    assert run.raw_status().state == "finished"
    assert run.snapshot_steps()[-1] == summary["stopped_early_at"]
    model, _, prepared = load_run(run)
    x = torch.as_tensor(prepared.validation.x)
    with torch.no_grad():
        kept = model.terms(x, Step.after(1, torch.Generator()))["objective"]
    assert float(kept) == pytest.approx(losses[best], rel=1e-5)


def test_a_run_that_never_stalls_keeps_its_best_epoch_too(create: Create) -> None:
    run = create("plain", training={"early_stopping": 50})
    train(run, threads=1)
    summary = run.summary()
    assert summary is not None
    assert "stopped_early_at" not in summary
    assert summary["best_epoch"] <= 4


@pytest.mark.parametrize("wish", ["pause", "die"])
def test_an_interruption_leaves_no_trace(
    create: Create, monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    whole, broken = (create("plain", LEARNED_BY_HEART, PATIENT, **OVERFIT) for _ in range(2))
    train(whole, threads=1)
    summary = whole.summary()
    assert summary is not None
    between = 2 * int(summary["best_epoch"]) + 5  # after the best epoch, before patience ends
    with monkeypatch.context() as patch:
        save_often(patch)
        patch.setattr(Heartbeat, "wanted", property(lambda self: broken.control()))
        if wish == "pause":
            at_step(patch, between, lambda _: broken.want("pause"))
            assert train(broken, threads=1) == "paused"
        else:
            at_step(patch, between, lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                train(broken, threads=1)
    broken.want("run")
    assert train(broken, threads=1) == "finished"
    assert content(broken) == content(whole)
    again = broken.summary()
    assert again is not None
    names = ("best_epoch", "stopped_early_at", "test")
    assert [again[name] for name in names] == [summary[name] for name in names]


def test_no_epoch_counts_while_a_schedule_moves(create: Create) -> None:
    """β rises over all but the last of these epochs: nothing before may be called the best."""
    model = {"beta": 4.0, "schedule": {"kind": "linear", "share": 0.7}}
    run = create("vae", model, {"epochs": 8, "early_stopping": 1})
    train(run, threads=1)
    summary = run.summary()
    assert summary is not None
    assert summary["best_epoch"] >= 6
    assert summary["steps"] >= 60


def test_the_loss_compared_is_the_objective_at_the_last_beta(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create("vae", {"beta": 4.0}, {"early_stopping": 9})
    seen: list[float] = []
    observe = EarlyStopping.observe

    def spy(self: EarlyStopping, loss: float, *rest: Any) -> None:
        seen.append(loss)
        observe(self, loss, *rest)

    monkeypatch.setattr(EarlyStopping, "observe", spy)
    train(run, threads=1)
    validation = [row["validation"] for row in run.metrics() if "validation" in row]
    expected = [one["reconstruction"] + 4 * one["kl"] for one in validation]
    assert seen == pytest.approx(expected, rel=1e-5)


def test_without_validation_there_is_nothing_to_wait_for() -> None:
    given = {
        "dataset": {"name": "digits", "validation_size": 0},
        "model": {"family": "plain"},
        "training": {"early_stopping": 5},
    }
    with pytest.raises(BadInput, match=r"early_stopping is 5, but dataset.validation_size is 0"):
        parse_spec(given)


def test_without_patience_a_checkpoint_holds_nothing_of_it(create: Create) -> None:
    run = create("plain")
    train(run, threads=1)
    (state,) = run.path.glob("checkpoint.*/state.json")
    assert "early_stopping" not in json.loads(state.read_text())["counters"]
    assert "best_epoch" not in (run.summary() or {})
