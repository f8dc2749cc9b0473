"""What the machine does to a training: no memory, no GPU, a restart, little time, other clocks."""

import ast
import os
import socket
from pathlib import Path

import pytest
import torch

from core.errors import TrainingFailed
from core.paths import ROOT
from core.runs import Heartbeat, Status
from core.runs import machine as machine_module
from core.runs.machine import HOST, lives, process_start
from core.runs.status import Observer, write_status
from core.training import train
from core.training.session import Session
from core.training.trouble import cause
from tests.core.training.tiny import Create, content
from tests.faults.forge import Forge

LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
CUDA_LOST = (
    "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be "
    "asynchronously reported at some other API call, so the stacktrace below might be incorrect."
)


@LINUX
@pytest.mark.process
def test_an_allocation_that_does_not_fit_is_a_sentence(create: Create, forge: Forge) -> None:
    """No injection: the process may take 40 MB more, its dictionary alone needs 34 in a copy."""
    run = create("l1", model={"features": 16_384}, dataset={"name": "mnist", "train_size": 300})
    assert forge.train(run, memory_left=40_000_000).code == TrainingFailed.exit_code
    status = run.status()
    assert status.state == "failed"
    assert status.resumable
    assert "There was not enough memory for this run" in (status.error or "")
    assert "press resume" in (status.error or "").lower()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (torch.AcceleratorError(CUDA_LOST), "The GPU stopped answering (CUDA error: an illegal"),
        (RuntimeError(CUDA_LOST), "The GPU stopped answering"),
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), "enough memory"),
        (MemoryError(), "There was not enough memory"),
    ],
)
def test_a_device_that_goes_leaves_the_last_checkpoint_and_a_sentence(
    create: Create, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    whole, run = create("vae"), create("vae")
    train(whole, threads=1)
    original = Session.advance

    def advance(self: Session) -> None:
        if self.step == 25:
            raise error
        original(self)

    with monkeypatch.context() as patch:
        patch.setattr("core.training.record.EPOCH_SECONDS", 0.0)
        patch.setattr(Session, "advance", advance)
        with pytest.raises(TrainingFailed):
            train(run, threads=1)
    status = run.status()
    assert (status.state, status.resumable, status.saved) == ("failed", True, 20)
    assert words in (status.error or "")
    assert (status.error or "").endswith("Everything up to step 20 is kept; press Resume.")
    assert train(run, threads=1) == "finished"
    assert content(run) == content(whole)


def test_other_errors_are_not_explained_away() -> None:
    assert cause(RuntimeError("mat1 and mat2 shapes cannot be multiplied")) is None


@LINUX
def test_after_a_restart_the_same_id_and_tick_are_another_process(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create("plain")
    pid = os.getpid()
    write_status(run.status_file, Status("running", step=9, saved=7))
    assert run.status().state == "running"
    monkeypatch.setattr(machine_module, "BOOT", "another boot")
    assert lives(HOST, pid, process_start(pid)) is True
    shown = run.status()
    assert shown.state == "interrupted"
    assert shown.resumable
    assert "Everything up to step 7 is kept; press Resume." in (shown.error or "")
    assert train(run, threads=1) == "finished"


@LINUX
def test_a_claim_from_before_a_restart_is_taken_over(
    create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create("plain")
    with Heartbeat(run) as heart:
        heart.finish("stopped")
        claim = (run.path / "claim.json").read_bytes()
    monkeypatch.setattr(machine_module, "BOOT", "another boot")
    (run.path / "claim.json").write_bytes(claim)
    assert train(run, threads=1) == "finished"


@LINUX
def test_a_process_that_is_seen_to_live_may_be_silent_for_hours() -> None:
    """On a busy machine training gets what nobody else wants, which may be nothing for a while."""
    now = [0.0]
    observer = Observer(lambda: now[0])
    mine = Status("running", step=40)
    far = Status("running", step=40, host=f"not-{socket.gethostname()}", pid=1, pid_start="1")
    for _ in range(3):
        now[0] += 3600.0
        assert observer.observe("mine", mine) is mine
        doubted = observer.observe("far", far)
    assert doubted.state == "interrupted"


def test_nothing_asks_what_time_it_is_on_the_wall() -> None:
    """So that a wall clock which jumps can change nothing; `created` is for people to read, and the
    index of cards holds a file's date against now, to read once more what may still be written."""
    places = [ROOT / "core" / name for name in ("runs", "jobs", "training")]
    found = []
    for file in (file for place in places for file in place.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            asks = isinstance(node, ast.Attribute) and f"{ast.unparse(node)}"
            if asks in ("time.time", "time.time_ns", "datetime.now", "datetime.utcnow"):
                found.append(f"{file.name}: {asks}")
    assert sorted(found) == ["cards.py: time.time_ns", "library.py: datetime.now"]
