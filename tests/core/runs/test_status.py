import errno
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import BadInput, NoSpace
from core.runs import Heartbeat, Library, Status, write_json
from core.runs.claim import claim, release
from core.runs.machine import HOST, lives, process_start
from core.runs.status import Observer, adopted, read_status, write_status
from core.spec import parse_spec

SPEC = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "plain"}})
LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
ELSEWHERE = {"host": "another-machine", "pid": 1, "pid_start": "1"}


@pytest.fixture
def run(tmp_path):
    return Library(tmp_path, None).create(SPEC)


@pytest.fixture
def dead():
    """Id and start of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    start = process_start(process.pid)
    process.kill()
    process.wait()
    return {"host": HOST, "pid": process.pid, "pid_start": start}


@LINUX
def test_what_can_be_known_of_a_process(dead):
    mine = process_start(os.getpid())
    assert lives(HOST, os.getpid(), mine) is True
    assert lives(HOST, os.getpid(), "another start") is False  # the id was given to a later one
    assert lives(**{"host": HOST, "pid": dead["pid"], "start": dead["pid_start"]}) is False
    assert lives("another-machine", dead["pid"], dead["pid_start"]) is None
    assert lives(None, None, None) is None


@LINUX
def test_a_zombie_is_dead():
    process = subprocess.Popen([sys.executable, "-c", ""])
    start = process_start(process.pid)
    until = time.monotonic() + 5
    while lives(HOST, process.pid, start) and time.monotonic() < until:
        time.sleep(0.01)
    assert lives(HOST, process.pid, start) is False
    process.wait()


def test_silence_is_measured_by_the_observers_clock():
    now = [0.0]
    observer = Observer(lambda: now[0])
    status = Status("running", step=40, saved=30, **ELSEWHERE)
    assert observer.observe("a", status).state == "running"
    now[0] = 9.9
    assert observer.observe("a", status).state == "running"
    now[0] = 10.0
    doubted = observer.observe("a", status)
    assert doubted.state == "interrupted"
    assert "Everything up to step 30 is kept" in (doubted.error or "")
    assert observer.observe("b", status).state == "running"  # seen for the first time
    assert observer.observe("a", replace(status, heartbeat=1)).state == "running"  # it beats again


@pytest.mark.parametrize("state", ["paused", "stopped", "finished", "failed", "interrupted"])
def test_a_run_that_stands_still_may_be_silent(state):
    now = [0.0]
    observer = Observer(lambda: now[0])
    status = Status(state, **ELSEWHERE)
    observer.observe("a", status)
    now[0] = 1e6
    assert observer.observe("a", status) is status


@LINUX
def test_a_dead_process_is_known_at_once(run, dead):
    write_status(run.status_file, Status("running", **dead))
    assert run.status().state == "interrupted"
    assert run.raw_status().state == "running"


def test_unknown_keys_and_missing_files_are_read(tmp_path):
    write_json(tmp_path / "s.json", {"state": "paused", "step": 3, "from_the_future": 1})
    assert read_status(tmp_path / "s.json").step == 3
    assert read_status(tmp_path / "none.json").state == "interrupted"


def test_on_a_full_disk_the_status_is_overwritten_in_place(tmp_path, monkeypatch):
    path = tmp_path / "status.json"
    write_status(path, Status("running", step=123456))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    write_status(path, Status("failed", error="The disk is full."))
    assert read_status(path) == Status("failed", error="The disk is full.")


def test_a_heartbeat_tells_and_hears(run):
    with Heartbeat(run, device="cpu", threads=2) as heart:
        assert run.raw_status().state == "running"
        heart.update(step=5, eta=1.5)
        first = run.raw_status().heartbeat
        run.want("pause")
        until = time.monotonic() + 5
        while heart.wanted == "run" and time.monotonic() < until:
            time.sleep(0.02)
        assert heart.wanted == "pause"
        while run.raw_status().heartbeat == first and time.monotonic() < until:
            time.sleep(0.02)
        status = run.raw_status()
        assert (status.step, status.eta, status.device, status.threads) == (5, 1.5, "cpu", 2)
        heart.finish("paused")
    after = run.raw_status()
    assert (after.state, after.step, after.eta) == ("paused", 5, None)
    assert not (run.path / "claim.json").exists()
    assert "heartbeat" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (NoSpace("The disk is full."), "failed", "The disk is full."),
        (ZeroDivisionError("oh"), "failed", "unexpected error (ZeroDivisionError: oh)"),
        (KeyboardInterrupt(), "interrupted", "keyboard"),
        (SystemExit(1), "interrupted", "was told to end; press Resume"),
    ],
)
def test_an_error_is_told_by_the_status(run, error, state, words):
    with pytest.raises(type(error)), Heartbeat(run):
        raise error
    assert run.status().state == state
    assert words in run.status().error


def test_one_process_trains_a_run(run):
    with Heartbeat(run), pytest.raises(BadInput, match="already being trained by process"):
        claim(run.path)
    claim(run.path)
    release(run.path)


@LINUX
def test_the_claim_of_a_dead_process_is_taken_over(run, dead):
    write_json(run.path / "claim.json", dead)
    with Heartbeat(run):
        assert run.raw_status().pid == os.getpid()


def test_a_claim_from_another_machine_is_watched_first(run, monkeypatch):
    monkeypatch.setattr("core.runs.claim.SILENCE", 0.5)
    write_json(run.path / "claim.json", ELSEWHERE)
    beating = threading.Event()

    def beat():
        while not beating.wait(0.05):
            write_status(run.status_file, adopted(run.raw_status(), **ELSEWHERE))

    thread = threading.Thread(target=beat)
    thread.start()
    with pytest.raises(BadInput, match="on another-machine"):
        claim(run.path)
    beating.set()
    thread.join()
    claim(run.path)  # it fell silent
    release(run.path)


def test_a_server_that_counts_on_for_a_run_in_line_is_no_life_of_the_claims_holder(
    run, monkeypatch
):
    monkeypatch.setattr("core.runs.claim.SILENCE", 0.5)
    write_json(run.path / "claim.json", ELSEWHERE)
    write_status(run.status_file, adopted(run.raw_status(), state="running", **ELSEWHERE))
    ended = threading.Event()

    def beat():
        while not ended.wait(0.05):
            write_status(run.status_file, adopted(run.raw_status(), state="queued"))

    thread = threading.Thread(target=beat)
    thread.start()
    claim(run.path)
    ended.set()
    thread.join()
    release(run.path)


def test_a_claim_is_given_to_one_of_many(run):
    write_json(run.path / "claim.json", {"host": HOST, "pid": 2**22 + 1, "pid_start": "0"})
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom core.runs.claim import claim\n"
        "sys.stdin.readline()\n"
        "try:\n    claim(Path(sys.argv[1])); print('mine', flush=True); sys.stdin.readline()\n"
        "except Exception: print('busy', flush=True)\n"
    )
    many = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(run.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for one in many:
        one.stdin.write("go\n")
        one.stdin.flush()
    words = [one.stdout.readline().strip() for one in many]
    for one in many:
        one.communicate("\n")
    assert sorted(words) == ["busy", "busy", "busy", "mine"]
