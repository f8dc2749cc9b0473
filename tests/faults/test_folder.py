"""A run's folder that is deleted, moved, taken over or spoilt while somebody trains it."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from core.errors import TrainingFailed
from core.runs import Heartbeat, RunFolder, write_json
from core.runs.machine import HOST
from core.training import train
from core.training.checkpoint import checkpoint_folders
from core.training.session import Session
from tests.core.training.tiny import Create, content

OTHER = {"host": "another-machine", "pid": 7, "pid_start": "1"}


def once_at(monkeypatch: pytest.MonkeyPatch, step: int, act: Callable[[], Any]) -> None:
    """Call `act` once, when that many steps are done."""
    original, pending = Session.advance, [act]

    def advance(self: Session) -> None:
        if self.step == step and pending:
            pending.pop()()
        original(self)

    monkeypatch.setattr(Session, "advance", advance)


@pytest.mark.parametrize("long", [False, True], ids=["told by a write", "told by the heartbeat"])
def test_a_folder_deleted_during_training_is_told_and_not_made_again(
    create: Create, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    run = create("vae", training={"steps": 200_000} if long else {})
    if long:
        monkeypatch.setattr("core.training.record.is_row", lambda *_: False)
    once_at(monkeypatch, 11, lambda: shutil.rmtree(run.path))
    with pytest.raises(TrainingFailed, match="was deleted or moved during training"):
        train(run, threads=1)
    assert not run.path.exists()


def test_a_folder_deleted_before_its_results_stays_away(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create("vae")
    monkeypatch.setattr("core.training.loop.write_results", lambda *_: shutil.rmtree(run.path))
    with pytest.raises(TrainingFailed, match="was deleted or moved"):
        train(run, threads=1)
    assert not run.path.exists()


def test_a_run_that_another_machine_took_over_is_left_to_it(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create("vae", training={"steps": 200_000})

    def take_over() -> None:
        write_json(run.path / "claim.json", OTHER)
        write_json(run.status_file, {"state": "running", "step": 5, **OTHER})

    once_at(monkeypatch, 11, take_over)
    with pytest.raises(TrainingFailed, match="taken over by process 7 on another-machine"):
        train(run, threads=1)
    status = run.raw_status()
    assert (status.host, status.state, status.step) == ("another-machine", "running", 5)
    assert (run.path / "claim.json").exists()


def test_a_claim_that_somebody_tidied_away_does_no_harm(create: Create) -> None:
    run = create("plain")
    with Heartbeat(run) as heart:
        (run.path / "claim.json").unlink()
        assert heart.wanted == "run"
        heart.finish("stopped")
    assert run.raw_status().host == HOST


def test_without_a_whole_checkpoint_training_begins_again_and_says_so(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, hurt = create("vae"), create("vae")
    train(whole, threads=1)
    monkeypatch.setattr("core.training.record.EPOCH_SECONDS", 0.0)
    with monkeypatch.context() as patch:
        once_at(patch, 25, lambda: patch.setattr(Heartbeat, "wanted", "pause"))
        patch.setattr(Heartbeat, "wanted", "run")
        assert train(hurt, threads=1) == "paused"
    spoilt = checkpoint_folders(hurt.path)
    assert len(spoilt) == 2
    for path in spoilt:
        (path / "state.json").write_text("{")
    assert train(hurt, threads=1) == "finished"
    told = notes(hurt)
    assert [path.name in note for path, note in zip(spoilt, told, strict=True)] == [True, True]
    assert all("training began again from the start" in note for note in told)
    assert hurt.raw_status().note == told[-1]
    assert content(hurt) == content(whole)


def notes(run: RunFolder) -> list[str]:
    return (run.summary() or {})["notes"]
