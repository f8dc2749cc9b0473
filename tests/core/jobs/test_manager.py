"""The manager with real processes that do fake work (`fake_tasks.py`): no torch, quick."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.errors import BadInput, LabError
from core.jobs.manager import Manager, manager, use_null_backend
from core.runs import Library, Status, write_json
from core.runs.machine import HOST, lives, process_start
from core.runs.status import write_status
from core.spec import parse_spec

SPEC = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "variational"}})
HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="signals are POSIX"),
]


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "runs", tmp_path / "gallery")


@pytest.fixture
def make(library, monkeypatch):
    """Managers with fake tasks, shut down at the end."""
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    made = []

    def one(slots=2, tasks="fake_tasks:TASKS", **settings):
        monkeypatch.setenv("LATENT_LAB_SLOTS", str(slots))
        made.append(Manager(library, tasks, **settings))
        return made[-1]

    yield one
    for each in made:
        each.shutdown()


def until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return value


def run_of(library, behaviour="steady", owner=None):
    run = library.create(SPEC, owner=owner)
    (run.path / "behaviour").write_text(behaviour)
    return run


def state(run, wanted):
    return lambda: run.status().state == wanted


def working(run, step=3):
    return lambda: run.status().state == "running" and run.status().step >= step


def test_a_run_trains_to_its_end_and_the_process_serves_again(library, make):
    jobs = make(slots=1)
    first, second = run_of(library, "quick"), run_of(library, "quick")
    jobs.submit(first.id)
    jobs.submit(second.id)
    until(state(second, "finished"))
    assert first.status().state == "finished"
    assert first.status().pid == second.status().pid
    assert [row["step"] for row in second.metrics()] == list(range(1, 1001))
    assert until(lambda: jobs.jobs() == [])
    with pytest.raises(BadInput, match="finished already"):
        jobs.submit(first.id)


def test_the_first_row_comes_within_a_second_of_the_click(library, make):
    jobs = make()
    jobs.start()
    until(lambda: jobs.estimate(SPEC) is not None)  # the spare has said that it is ready
    run = run_of(library)
    start = time.monotonic()
    jobs.submit(run.id)
    until(lambda: run.metrics())
    assert time.monotonic() - start < 1.0


def test_pausing_frees_the_slot_and_resuming_goes_on(library, make):
    jobs = make(slots=1)
    first, second = run_of(library), run_of(library)
    jobs.submit(first.id)
    until(working(first))
    jobs.submit(second.id)
    assert [(job["id"], job["place"]) for job in jobs.jobs()] == [(first.id, None), (second.id, 1)]
    jobs.pause(first.id)
    until(working(second))
    assert first.status().state == "paused"
    jobs.submit(first.id)
    assert first.status().state == "queued"
    jobs.stop(second.id)
    until(working(first))
    assert second.status().state == "stopped"
    steps = [row["step"] for row in first.metrics()]
    assert steps == list(range(1, len(steps) + 1))


def test_a_run_in_line_can_be_stopped_and_paused(library, make):
    jobs = make(slots=1)
    runs = [run_of(library) for _ in range(3)]
    for run in runs:
        jobs.submit(run.id)
    until(working(runs[0]))
    jobs.stop(runs[1].id)
    jobs.pause(runs[2].id)
    until(state(runs[1], "stopped"))
    until(state(runs[2], "paused"))
    assert [job["id"] for job in jobs.jobs()] == [runs[0].id]


def test_owners_take_turns_and_learn_their_place(library, make):
    jobs = make(slots=1)
    first = run_of(library, owner="ann")
    jobs.submit(first.id, "ann")
    until(working(first))
    others = [run_of(library, owner=who) for who in ("ann", "ann", "bob")]
    for run in others:
        jobs.submit(run.id, run.owner)
    line = {job["id"]: job["place"] for job in jobs.jobs()}
    assert [line[run.id] for run in others] == [2, 3, 1]


def test_threads_are_shared_when_others_wait(library, make, monkeypatch):
    monkeypatch.setattr("core.jobs.process.cores", lambda: 8)
    jobs = make(slots=2)
    alone, second = run_of(library), run_of(library)
    jobs.submit(alone.id)
    until(working(alone))
    jobs.submit(second.id)
    until(working(second))
    assert (alone.status().threads, second.status().threads) == (7, 4)


def test_a_killed_worker_leaves_a_sentence_and_the_run_resumes(library, make):
    jobs = make(slots=1)
    run = run_of(library)
    jobs.submit(run.id)
    until(working(run, 10))
    os.kill(run.status().pid, signal.SIGKILL)
    until(state(run, "failed"))
    assert "was killed (signal 9), perhaps for lack of memory" in run.status().error
    assert "is kept; press Resume." in run.status().error
    kept = len(run.metrics())
    jobs.submit(run.id)
    until(working(run, kept + 1))
    assert run.status().error is None
    steps = [row["step"] for row in run.metrics()]
    assert steps == list(range(1, len(steps) + 1))


@pytest.mark.parametrize(
    ("behaviour", "words"), [("raise", "ZeroDivisionError: as told"), ("no space", "disk is full")]
)
def test_a_failing_training_says_why_and_its_process_is_replaced(library, make, behaviour, words):
    jobs = make(slots=1)
    bad, good = run_of(library, behaviour), run_of(library, "quick")
    jobs.submit(bad.id)
    until(state(bad, "failed"))
    assert words in bad.status().error
    jobs.submit(good.id)
    until(state(good, "finished"))
    assert good.status().pid != bad.status().pid


def test_processes_that_cannot_start_are_not_tried_for_ever(library, make):
    jobs = make(slots=1, tasks="fake_tasks:BROKEN")
    run = run_of(library)
    jobs.submit(run.id)
    until(state(run, "failed"))
    assert run.status().error == "No training process could be started: no such library"
    other = run_of(library)
    jobs.submit(other.id)
    until(state(other, "failed"))


def test_runs_submitted_together_have_one_process_and_an_end_each(library, make):
    jobs = make(slots=1)
    runs = [run_of(library) for _ in range(3)]
    jobs.submit_together([run.id for run in runs])
    until(working(runs[1]))
    assert len({run.raw_status().pid for run in runs}) == 1
    jobs.pause(runs[1].id)
    until(state(runs[1], "paused"))
    until(lambda: [job["id"] for job in jobs.jobs()] == [runs[0].id, runs[2].id])
    jobs.submit(runs[1].id)
    assert [job["place"] for job in jobs.jobs()] == [None, None, 1]
    os.kill(runs[2].status().pid, signal.SIGKILL)
    until(state(runs[2], "failed"))
    until(working(runs[1]))
    assert "was killed (signal 9)" in runs[2].status().error


def test_shutting_down_marks_what_was_at_work_and_queues_the_rest_anew(library, make):
    jobs = make(slots=1)
    first, second = run_of(library), run_of(library)
    jobs.submit(first.id)
    until(working(first))
    jobs.submit(second.id)
    pid, start = first.status().pid, process_start(first.status().pid)
    begin = time.monotonic()
    jobs.shutdown()
    assert time.monotonic() - begin < 2.0
    assert lives(HOST, pid, start) is False
    assert first.status().state == "interrupted"
    assert "The server was closed during training." in first.status().error
    assert second.status().state == "queued"
    with pytest.raises(LabError, match="closing"):
        jobs.submit(first.id)


def test_a_new_server_recovers_what_a_dead_one_left(library, make):
    dead = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    who = {"host": HOST, "pid": dead.pid, "pid_start": process_start(dead.pid)}
    dead.kill()
    dead.wait()
    at_work, in_line, elsewhere = (run_of(library, "quick") for _ in range(3))
    write_status(at_work.status_file, Status("running", step=9, saved=7, **who))
    write_json(at_work.path / "claim.json", who)
    write_status(in_line.status_file, Status("queued", **who))
    write_status(elsewhere.status_file, Status("running", host="another", pid=1, pid_start="1"))
    jobs = make()
    jobs.start()
    assert at_work.raw_status().state == "interrupted"
    assert "Everything up to step 7 is kept" in at_work.status().error
    until(state(in_line, "finished"))
    assert elsewhere.raw_status().state == "running"
    jobs.submit(at_work.id)
    until(state(at_work, "finished"))


def test_a_run_at_work_elsewhere_is_refused(library, make):
    run = run_of(library)
    write_status(run.status_file, Status("running", host="another", pid=7, pid_start="1"))
    with pytest.raises(BadInput, match="at work in process 7 on another"):
        make().submit(run.id)


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_are_gone_within_two_seconds_of_the_server(library, by):
    code = f"""
import signal, sys, threading, time
from pathlib import Path
from core.jobs.manager import Manager
from core.runs import Library
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
signal.signal(signal.SIGINT, signal.default_int_handler)  # which shells ignore in the background
jobs = Manager(Library(Path({str(library.path)!r}), None), "fake_tasks:TASKS")
jobs.submit(sys.argv[1])
threading.Event().wait()
"""
    run = run_of(library)
    write_status(run.status_file, Status("stopped"))  # created here, resumed there
    path = os.pathsep.join([str(HERE), str(HERE.parents[2])])
    server = subprocess.Popen(
        [sys.executable, "-c", code, run.id],
        env=os.environ | {"PYTHONPATH": path, "LATENT_LAB_SLOTS": "1"},
        stderr=subprocess.DEVNULL,
    )
    try:
        until(working(run))
        pid = run.status().pid
        start = process_start(pid)
        server.send_signal(by)
        until(lambda: lives(HOST, pid, start) is False, seconds=2.0)
        server.wait()
        until(state(run, "interrupted"), seconds=1.0)
    finally:
        server.kill()
        server.wait()


def test_many_threads_may_submit_at_once(library, make):
    jobs = make(slots=2)
    runs = [run_of(library, "quick") for _ in range(6)]
    threads = [threading.Thread(target=jobs.submit, args=(run.id,)) for run in runs * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for run in runs:
        until(state(run, "finished"), 30)
        assert len(run.metrics()) == 1000


def test_a_map_is_made_and_its_process_ends_when_idle(library, make):
    jobs = make(idle=0.3)
    run = run_of(library)
    assert jobs.projection(run.id) is None
    token = jobs.project(run.id, "umap", {"neighbours": 10})
    done = until(lambda: (p := jobs.projection(run.id)) and p["state"] == "finished" and p)
    assert done["token"] == token
    assert done["progress"] == 1.0
    pid = done["pid"]
    until(lambda: lives(HOST, pid, None) is False)


def test_a_map_can_be_cancelled_at_work_and_in_line(library, make):
    jobs = make()
    first, second = run_of(library), run_of(library)
    token = jobs.project(first.id, "umap", {"seed": 1})
    assert jobs.project(first.id, "umap", {"seed": 1}) == token
    jobs.project(second.id, "umap", {"seed": 1})
    with pytest.raises(BadInput, match="cancel it first"):
        jobs.project(first.id, "umap", {"seed": 2})
    until(lambda: jobs.projection(first.id)["progress"] > 0)
    jobs.cancel_projection(second.id)
    assert jobs.projection(second.id)["state"] == "cancelled"
    jobs.cancel_projection(first.id)
    until(lambda: jobs.projection(first.id)["state"] == "cancelled")
    jobs.project(first.id, "umap", {})
    until(lambda: jobs.projection(first.id)["state"] == "finished")


def test_a_map_whose_process_dies_has_failed_and_the_next_is_made(library, make):
    jobs = make()
    run = run_of(library)
    jobs.project(run.id, "umap", {"seed": 1})
    until(lambda: jobs.projection(run.id)["state"] == "running")
    os.kill(jobs.projection(run.id)["pid"], signal.SIGKILL)
    until(lambda: jobs.projection(run.id)["state"] == "failed")
    jobs.project(run.id, "umap", {})
    until(lambda: jobs.projection(run.id)["state"] == "finished")


def test_a_map_that_fails_says_why(library, make):
    jobs = make()
    run = run_of(library)
    jobs.project(run.id, "umap", {"seed": 13})
    until(lambda: jobs.projection(run.id)["state"] == "failed")
    assert jobs.projection(run.id)["error"] == "Thirteen is unlucky."


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("tsne", {}, "There is no projection 'tsne'; valid is umap."),
        ("umap", {"perplexity": 5}, "no setting 'perplexity'"),
        ("umap", {"neighbours": 1}, "neighbours is 1; valid is a number from 2 to 200."),
        ("umap", {"neighbours": 2.5}, "neighbours is 2.5"),
        ("umap", {"minimum_distance": float("nan")}, "minimum_distance is nan"),
        ("umap", {"seed": True}, "seed is True"),
    ],
)
def test_what_is_no_map_is_refused(library, make, method, params, words):
    with pytest.raises(BadInput, match=words):
        make().project(run_of(library).id, method, params)


def test_an_unstarted_manager_has_no_jobs(library, make):
    jobs = make()
    assert jobs.jobs() == []
    assert threading.active_count() == 1 or "jobs" not in {t.name for t in threading.enumerate()}


def test_the_null_backend_starts_nothing(library):
    null = use_null_backend()
    assert manager() is null
    manager().submit("vae-00000000000000", "ann")
    assert null.submitted == [("vae-00000000000000", "ann")]
    assert manager().jobs() == []


def test_slots_are_a_number(make):
    with pytest.raises(BadInput, match="LATENT_LAB_SLOTS is 'many'"):
        make(slots="many")
