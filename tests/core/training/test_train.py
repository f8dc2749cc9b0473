"""Training as a whole: it learns, repeats itself exactly, survives, and says why it fails."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch

from core.errors import NoSpace, TrainingFailed
from core.models.sparse import SparseAutoencoder
from core.runs import Heartbeat
from core.training import load_run, train
from core.training.checkpoint import checkpoint_folders, newest_checkpoint
from core.training.loop import download_notes
from core.training.record import Recorder
from core.training.session import Session
from tests.core.training.tiny import MODELS, Create, content


class KilledError(BaseException):
    """Stands for a death that no `except Exception` can soften."""


def at_step(monkeypatch: pytest.MonkeyPatch, step: int, act: Any) -> None:
    """Call `act(session)` once, before that step's work, wherever training is."""
    original, pending = Session.advance, [act]

    def advance(self: Session) -> None:
        if self.step + 1 == step and pending:
            pending.pop()(self)
        original(self)

    monkeypatch.setattr(Session, "advance", advance)


def save_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoints at every epoch's end, as if each took three seconds."""
    monkeypatch.setattr("core.training.record.EPOCH_SECONDS", 0.0)


def test_the_status_tells_the_row_under_way(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.training.record.STATUS_SECONDS", 0.0)
    monkeypatch.setattr("core.training.schedule.ROWS", 12)  # a row each 5 steps of 60
    drafts: list[dict[str, Any] | None] = []
    tell = Recorder._tell

    def told(self: Recorder) -> None:
        tell(self)
        drafts.append(self._heart.status.draft)

    monkeypatch.setattr(Recorder, "_tell", told)
    run = create("l1", training={"epochs": 6})
    train(run, threads=1)
    rows = {row["step"]: row for row in run.metrics()}
    under_way = [draft for draft in drafts if draft]
    assert [draft["step"] for draft in under_way] == [s for s in range(1, 61) if s not in rows]
    four = next(draft for draft in under_way if draft["step"] == 9)
    assert four["train"].keys() == rows[10]["train"].keys()
    assert four["epoch"] == 0.9
    assert four["seconds"] > 0
    assert run.raw_status().draft is None


@pytest.mark.parametrize("kind", MODELS)
def test_it_learns_and_leaves_everything(create: Create, kind: str) -> None:
    run = create(kind, training={"epochs": 6})
    seen: list[dict[str, Any]] = []
    assert train(run, threads=1, progress=seen.append) == "finished"
    rows = run.metrics()
    assert rows[-1]["train"]["objective"] < rows[0]["train"]["objective"]
    ends = [row for row in rows if row["step"] % 10 == 0]
    assert [row["epoch"] for row in ends] == [1, 2, 3, 4, 5, 6]
    assert all("validation" in row for row in ends)
    assert run.seconds().keys() == {row["step"] for row in rows}
    assert [row["step"] for row in seen] == [row["step"] for row in rows]
    status = run.raw_status()
    assert (status.state, status.step, status.total, status.saved) == ("finished", 60, 60, 60)
    summary = run.summary()
    assert summary is not None
    assert summary["run"] == run.id
    assert summary["steps"] == 60
    assert summary["threads"] == 1
    assert summary["parameters"] > 0
    assert "stopped_at_step" not in summary
    assert {"reconstruction", "fvu"} <= summary["test"].keys()
    assert len(checkpoint_folders(run.path)) == 1


@pytest.mark.parametrize("kind", MODELS)
def test_equal_specifications_give_equal_bytes(create: Create, kind: str) -> None:
    runs = [create(kind) for _ in range(2)]
    for run in runs:
        train(run, threads=1)
    first, second = (content(run) for run in runs)
    assert first == second


@pytest.mark.parametrize("kind", ["vae", "topk"])
def test_bfloat16_repeats_itself_through_a_pause_and_is_not_float32(
    create: Create, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    half = {"precision": "bfloat16"}
    single, whole, paused = (create(kind, training=given) for given in ({}, half, half))
    train(single, threads=1)
    train(whole, threads=1)
    with monkeypatch.context() as patch:
        patch.setattr(Heartbeat, "wanted", property(lambda self: "run"))
        at_step(
            patch, 17, lambda _: patch.setattr(Heartbeat, "wanted", property(lambda _: "pause"))
        )
        assert train(paused, threads=1) == "paused"
    assert train(paused, threads=1) == "finished"
    assert content(paused) == content(whole)
    assert (single.path / "model.safetensors").read_bytes() != (
        whole.path / "model.safetensors"
    ).read_bytes()


@pytest.mark.parametrize(
    ("kind", "optimizer", "step"),
    [
        ("vae", "adam", 17),
        ("sparse_vae", "adam", 18),
        ("vq", "adam", 21),
        ("topk", "adam", 31),
        ("l1", "sgd", 20),
        ("plain", "adam", 2),
        ("factor", "adam", 23),
        ("batch_topk", "adam", 19),
        ("kl", "adam", 13),
        ("learned", "adam", 13),
    ],
)
def test_a_pause_leaves_no_trace(
    create: Create, monkeypatch: pytest.MonkeyPatch, kind: str, optimizer: str, step: int
) -> None:
    training = {"optimizer": optimizer, "learning_rate": 1e-3}
    whole, paused = (create(kind, training=training) for _ in range(2))
    train(whole, threads=1)
    with monkeypatch.context() as patch:
        patch.setattr(Heartbeat, "wanted", property(lambda self: "run"))
        at_step(
            patch,
            step,
            lambda _: patch.setattr(Heartbeat, "wanted", property(lambda self: "pause")),
        )
        assert train(paused, threads=1) == "paused"
    status = paused.raw_status()
    assert (status.state, status.step, status.saved) == ("paused", step, step)
    assert paused.summary() is None
    assert train(paused, threads=1) == "finished"
    assert content(paused) == content(whole)


def test_dead_features_are_restarted_on_the_way(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    restarted: list[int] = []
    original = SparseAutoencoder.restart

    def restart(self: SparseAutoencoder, *given: Any) -> dict[str, torch.Tensor]:
        masks = original(self, *given)
        restarted.append(int(masks["b_enc"].sum()) if masks else 0)
        return masks

    monkeypatch.setattr(SparseAutoencoder, "restart", restart)
    train(create("batch_topk"), threads=1)
    assert len(restarted) == 40 // 2  # a window is 2 batches
    assert sum(restarted[:9]) > 0
    assert sum(restarted[10:]) > 0  # after the step at which the test above pauses


@pytest.mark.parametrize(("kind", "step"), [("vae", 24), ("topk", 38)])
def test_a_death_between_checkpoints_leaves_no_trace(
    create: Create, monkeypatch: pytest.MonkeyPatch, kind: str, step: int
) -> None:
    def die(session: Session) -> None:
        raise KilledError

    whole, killed = create(kind), create(kind)
    train(whole, threads=1)
    with monkeypatch.context() as patch:
        save_often(patch)
        at_step(patch, step, die)
        with pytest.raises(KilledError):
            train(killed, threads=1)
    # A death tears the last line and leaves half-made folders; rows reach beyond the checkpoint.
    with killed.metrics_file.open("a") as file:
        file.write('{"step":99,"ep')
    (killed.path / "snapshots" / ".00000099.1").mkdir()
    saved = killed.raw_status().saved
    assert 0 < saved < step - 1
    assert killed.metrics()[-1]["step"] > saved
    assert train(killed, threads=1) == "finished"
    assert content(killed) == content(whole)


@pytest.mark.process
def test_kill_minus_nine_leaves_no_trace(create: Create) -> None:
    training = {"steps": 4000}
    whole, killed = create("vae", training=training), create("vae", training=training)
    train(whole, threads=1)
    code = (
        "import sys; from pathlib import Path; import core.training.record as record;"
        "record.EPOCH_SECONDS = 0.2; from core.runs import RunFolder;"
        "from core.training import train; train(RunFolder(Path(sys.argv[1])), threads=1)"
    )
    root = str(Path(__file__).parents[3])
    process = subprocess.Popen([sys.executable, "-c", code, str(killed.path)], cwd=root)
    try:
        until = time.monotonic() + 60
        while killed.raw_status().saved < 200:
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert killed.summary() is None
    assert killed.status().state == "interrupted"
    assert train(killed, threads=1) == "finished"
    assert content(killed) == content(whole)


def test_a_corrupt_checkpoint_falls_back_and_says_so(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, hurt = create("vae"), create("vae")
    train(whole, threads=1)
    with monkeypatch.context() as patch:
        save_often(patch)
        at_step(patch, 35, lambda _: hurt.want("stop"))
        patch.setattr(Heartbeat, "wanted", property(lambda self: hurt.control()))
        assert train(hurt, threads=1) == "stopped"
    newest = checkpoint_folders(hurt.path)[0]
    weights = newest / "state.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\xff")
    hurt.want("run")
    seen: list[dict[str, Any]] = []
    assert train(hurt, threads=1, progress=seen.append) == "finished"
    assert newest.name in seen[0]["notice"]
    assert "went on from step 30" in seen[0]["notice"]
    summary = hurt.summary()
    assert summary is not None
    assert summary["notes"] == [seen[0]["notice"]]
    assert content(hurt) == content(whole)


def test_a_stopped_run_can_be_explored_and_resumed(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create("l1")
    with monkeypatch.context() as patch:
        at_step(patch, 21, lambda _: run.want("stop"))
        patch.setattr(Heartbeat, "wanted", property(lambda self: run.control()))
        assert train(run, threads=1) == "stopped"
    summary = run.summary()
    assert summary is not None
    assert summary["stopped_at_step"] == 21
    for name in ("decoder.json", "encoder.json", "test/meta.json", "model.safetensors"):
        assert (run.path / name).exists()
    run.want("run")
    assert train(run, threads=1) == "finished"
    assert "stopped_at_step" not in (run.summary() or {})


def test_divergence_fails_in_a_sentence_and_keeps_the_last_good_state(create: Create) -> None:
    training = {"optimizer": "sgd", "learning_rate": 10.0}
    run = create("vae", training=training)
    with pytest.raises(TrainingFailed, match="learning rate 10"):
        train(run, threads=1)
    status = run.raw_status()
    assert status.state == "failed"
    assert status.error is not None
    assert "finite" in status.error
    saved, reasons = newest_checkpoint(run.path)
    assert saved is not None
    assert not reasons
    assert all(t.isfinite().all() for t in saved.tensors.values() if t.is_floating_point())
    assert all("NaN" not in line for line in run.metrics_file.read_text().splitlines())


def test_a_late_nan_keeps_the_state_before_it(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poison(session: Session) -> None:
        next(session.model.parameters()).data.fill_(torch.nan)

    run = create("topk")
    save_often(monkeypatch)
    at_step(monkeypatch, 26, poison)
    with pytest.raises(TrainingFailed, match=r"by step 26.* the state of step 20 is kept"):
        train(run, threads=1)
    assert run.metrics()[-1]["step"] == 25


def test_only_what_changed_changes(create: Create) -> None:
    runs = [create("vae", model={"beta": beta}) for beta in (1.0, 4.0)]
    for run in runs:
        train(run, threads=1)
    first, second = (run.info["hashes"] for run in runs)
    assert first == second
    other = create("vae", training={"seed": 1})
    train(other, threads=1)
    assert other.info["hashes"]["start"] != first["start"]
    assert other.info["hashes"]["batches"] != first["batches"]
    start = json.loads(runs[0].metrics_file.read_text().splitlines()[0])
    again = json.loads(runs[1].metrics_file.read_text().splitlines()[0])
    assert start["train"]["reconstruction"] == again["train"]["reconstruction"]


def test_validation_and_snapshots_change_no_draw(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at, left_alone = create("vae"), create("vae")
    train(looked_at, threads=1)
    monkeypatch.setattr(Recorder, "_snapshot", lambda self: None)
    monkeypatch.setattr("core.training.record.is_validation", lambda *_: False)
    train(left_alone, threads=1)
    weights = "model.safetensors"
    assert (looked_at.path / weights).read_bytes() == (left_alone.path / weights).read_bytes()


def test_a_full_disk_is_said_in_a_sentence(create: Create, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    run = create("vae")
    monkeypatch.setattr("core.training.record.write_checkpoint", full)
    with pytest.raises(NoSpace, match="full"):
        train(run, threads=1)
    assert run.raw_status().state == "failed"


def test_a_run_is_read_back_from_its_weights_or_its_checkpoint(create: Create) -> None:
    run = create("vae")
    train(run, threads=1)
    model, spec, prepared = load_run(run)
    assert spec == run.spec
    assert not model.training
    run.summary_file.unlink()
    other, _, _ = load_run(run)
    x = torch.as_tensor(prepared.test.x[:5])
    assert torch.equal(model.encode(x), other.encode(x))


def test_a_download_is_told_in_the_status_and_once_to_the_caller(create: Create) -> None:
    said: list[dict[str, Any]] = []
    run = create("plain")
    with Heartbeat(run) as heart:
        tell = download_notes("MNIST", heart, said.append)
        tell(5, 20)
        tell(20, 20)
        heart.finish("stopped")
    assert run.raw_status().note == "Downloading MNIST: 100% of this file."
    assert said == [{"notice": "Downloading MNIST into the data folder."}]
