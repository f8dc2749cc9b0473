"""Populations as a whole: every member leaves the run folder that it would have left alone."""

from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.errors import BadInput, TrainingFailed
from core.runs import Heartbeat, RunFolder
from core.training import train
from core.training.checkpoint import newest_checkpoint
from core.training.population import Population
from core.training.populations import train_population
from core.training.session import Session
from tests.core.training.tiny import Create

MEMBERS: list[dict[str, Any]] = [{"beta": 0.5}, {"beta": 4, "latent_dim": 3}, {"beta": 2}]
TOLERANCE = 1e-4
"""Relative, of logged terms, weights and pictures: rounding, grown over 40 steps."""


def files(run: RunFolder) -> set[str]:
    return {str(p.relative_to(run.path)) for p in run.path.rglob("*") if p.is_file()}


def assert_alike(found: RunFolder, expected: RunFolder) -> None:
    assert files(found) == files(expected)
    rows, others = found.metrics(), expected.metrics()
    assert [row["step"] for row in rows] == [row["step"] for row in others]
    for row, other in zip(rows, others, strict=True):
        assert row["train"] == pytest.approx(other["train"], rel=TOLERANCE, abs=TOLERANCE)
        assert row.keys() == other.keys()
    weights, wanted = (load_file(run.path / "model.safetensors") for run in (found, expected))
    for name, values in wanted.items():
        np.testing.assert_allclose(weights[name], values, rtol=TOLERANCE, atol=TOLERANCE)
    test, wanted_test = (run.summary()["test"] for run in (found, expected))  # type: ignore[index]
    assert test.keys() == wanted_test.keys()
    assert test["elbo"] == pytest.approx(wanted_test["elbo"], rel=TOLERANCE)


@pytest.fixture
def runs(create: Create) -> list[RunFolder]:
    return [create("vae", model=model) for model in MEMBERS]


def test_every_member_leaves_what_it_would_have_left_alone(
    create: Create, runs: list[RunFolder]
) -> None:
    seen: list[tuple[str, int]] = []
    ended = train_population(
        runs, threads=1, progress=lambda run, row: seen.append((run.id, row["step"]))
    )
    assert ended == {run.id: "finished" for run in runs}
    for run, model in zip(runs, MEMBERS, strict=True):
        alone = create("vae", model=model)
        train(alone, threads=1)
        assert_alike(run, alone)
        assert run.raw_status().state == "finished"
        assert [step for id_, step in seen if id_ == run.id] == [r["step"] for r in run.metrics()]


@pytest.mark.parametrize("wish", ["pause", "stop"])
def test_a_wish_is_obeyed_by_one_member_alone(
    runs: list[RunFolder], monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    wanted = {run.path: "run" for run in runs}

    def told(run: RunFolder, row: dict[str, Any]) -> None:
        if run == runs[1] and row["step"] == 12:
            wanted[run.path] = wish

    monkeypatch.setattr(Heartbeat, "wanted", property(lambda self: wanted[self._folder.path]))
    ended = train_population(runs, threads=1, progress=told)
    left = {"pause": "paused", "stop": "stopped"}[wish]
    assert [ended[run.id] for run in runs] == ["finished", left, "finished"]
    assert [run.raw_status().state for run in runs] == ["finished", left, "finished"]
    assert runs[1].metrics()[-1]["step"] == 12
    checkpoint, _ = newest_checkpoint(runs[1].path)
    assert checkpoint is not None
    assert checkpoint.step == 12


def test_a_member_that_fails_leaves_and_the_others_go_on(
    create: Create, runs: list[RunFolder]
) -> None:
    def told(run: RunFolder, row: dict[str, Any]) -> None:
        if run == runs[1] and row["step"] == 12:
            raise TrainingFailed("The disk of this run alone went away.")

    ended = train_population(runs, threads=1, progress=told)
    assert isinstance(ended[runs[1].id], TrainingFailed)
    assert runs[1].raw_status().state == "failed"
    assert [ended[run.id] for run in (runs[0], runs[2])] == ["finished", "finished"]
    train(runs[1], threads=1)  # from its own checkpoint, alone
    for run, model in zip(runs, MEMBERS, strict=True):
        alone = create("vae", model=model)
        train(alone, threads=1)
        assert_alike(run, alone)


def test_members_that_stand_at_different_steps_catch_up(
    create: Create, runs: list[RunFolder]
) -> None:
    def paused(run: RunFolder, row: dict[str, Any]) -> None:
        if row["step"] == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_population(runs[::2], threads=1, progress=paused)
    assert runs[2].raw_status().state == "interrupted"
    checkpoint, _ = newest_checkpoint(runs[0].path)
    assert checkpoint is not None
    assert runs[0].raw_status().state == "interrupted"
    assert train_population(runs, threads=1) == {run.id: "finished" for run in runs}
    alone = create("vae", model=MEMBERS[0])
    train(alone, threads=1)
    assert_alike(runs[0], alone)


def test_what_breaks_a_step_is_told_of_every_member(
    runs: list[RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Population) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Population, "advance", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train_population(runs, threads=1)
    assert [run.raw_status().state for run in runs] == ["interrupted"] * len(runs)


def test_what_breaks_the_step_of_a_run_alone_is_told(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Session) -> None:
        raise KeyboardInterrupt

    run = create("vae")
    monkeypatch.setattr(Session, "advance", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train(run, threads=1)
    assert run.raw_status().state == "interrupted"


def test_patience_ends_a_member_alone(create: Create) -> None:
    training = {"epochs": 12, "early_stopping": 1, "learning_rate": 0.05}
    runs = [create("vae", model={"beta": beta}, training=training) for beta in (0.1, 8)]
    ended = train_population(runs, threads=1)
    assert set(ended.values()) == {"finished"}
    for run in runs:
        alone = create("vae", model={"beta": run.spec.model.beta}, training=training)
        train(alone, threads=1)
        summary, expected = run.summary(), alone.summary()
        assert summary is not None
        assert expected is not None
        assert summary["steps"] == expected["steps"]
        assert summary["best_epoch"] == expected["best_epoch"]


def test_what_cannot_be_stacked_is_refused_before_anything_starts(create: Create) -> None:
    runs = [create("vae"), create("vae", training={"batch_size": 16})]
    with pytest.raises(BadInput, match=r"they differ in training\.batch_size"):
        train_population(runs)
    assert all(run.raw_status().state == "queued" for run in runs)
