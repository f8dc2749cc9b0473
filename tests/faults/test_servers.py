"""Two servers on one folder of runs: neither touches what the other answers for, until it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.errors import BadInput
from core.jobs.manager import Manager
from core.paths import ROOT
from core.runs import Library, RunFolder

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="signals are POSIX"),
]
TASKS = ROOT / "tests" / "core" / "jobs"
SERVER = """
import sys, threading
from pathlib import Path
from core.jobs.manager import Manager
from core.runs import Library
from core.spec import parse_spec
library = Library(Path(sys.argv[1]), None)
jobs = Manager(library, "fake_tasks:TASKS")
spec = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "variational"}})
for _ in range(2):
    run = library.create(spec)
    jobs.submit(run.id)
    print(run.id, flush=True)
threading.Event().wait()
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "runs", None)


@pytest.fixture
def other(library: Library) -> Iterator[tuple[subprocess.Popen[str], list[RunFolder]]]:
    """A server with one slot in a process of its own, with one run at work and one in line."""
    path = os.pathsep.join([str(TASKS), str(ROOT)])
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(library.path)],
        env=os.environ | {"PYTHONPATH": path, "LATENT_LAB_SLOTS": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    runs = [library.find(server.stdout.readline().strip()) for _ in range(2)]
    until(lambda: runs[0].status().state == "running")
    yield server, runs
    server.kill()
    server.wait()


@pytest.fixture
def jobs(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Manager]:
    monkeypatch.setenv("PYTHONPATH", str(TASKS))
    monkeypatch.setenv("LATENT_LAB_SLOTS", "1")
    one = Manager(library, "fake_tasks:TASKS")
    yield one
    one.shutdown()


def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_what_another_server_answers_for_is_left_to_it(
    other: tuple[subprocess.Popen[str], list[RunFolder]], jobs: Manager
) -> None:
    server, (at_work, in_line) = other
    jobs.start()
    assert jobs.jobs() == []
    for run in (at_work, in_line):
        with pytest.raises(BadInput, match="is at work in process"):
            jobs.submit(run.id)
    assert in_line.raw_status().pid == server.pid
    jobs.stop(in_line.id)
    until(lambda: in_line.status().state == "stopped")
    jobs.pause(at_work.id)
    until(lambda: at_work.status().state == "paused")
    jobs.submit(at_work.id)  # paused, it may go on anywhere
    until(lambda: at_work.status().state == "running")
    assert [job["id"] for job in jobs.jobs()] == [at_work.id]
    steps = [row["step"] for row in at_work.metrics()]
    assert steps == list(range(1, len(steps) + 1))


def test_when_one_server_is_killed_the_other_can_resume_its_runs(
    other: tuple[subprocess.Popen[str], list[RunFolder]], jobs: Manager
) -> None:
    server, runs = other
    jobs.start()
    server.send_signal(signal.SIGKILL)
    server.wait()
    for run in runs:
        until(lambda run=run: run.status().state == "interrupted")
        assert run.status().resumable
        assert "press resume" in (run.status().error or "").lower()
        jobs.submit(run.id)
    until(lambda: runs[0].status().state == "running")
    assert [(job["id"], job["place"]) for job in jobs.jobs()] == [
        (runs[0].id, None),
        (runs[1].id, 1),
    ]
