"""What becomes of runs whose workers are lost, with workers that are nothing but notes."""

import time

import pytest

from core.jobs.trainings import Trainings
from core.runs import Library
from core.runs.status import adopted, write_status
from tests.core.jobs.notes import SPEC, Employer


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path, None)


def begin(trainings, employer, run):
    """Have the newest worker get ready, take the run and say that it runs."""
    trainings.serve()
    worker = employer.hired[-1]
    trainings.hear(worker, {"event": "ready"})
    trainings.serve()
    assert worker.job["runs"][0] == str(run.path)
    said = {"state": "running", "host": worker.host, "pid": worker.pid, "saved": 3}
    write_status(run.status_file, adopted(run.raw_status(), **said))
    return worker


def test_a_run_whose_worker_is_lost_is_taken_up_again_a_few_times(library):
    run, employer = library.create(SPEC, owner="ann"), Employer(retries=2)
    trainings = Trainings(library, employer)
    trainings.add([run], "ann")
    for _ in range(2):
        trainings.hear(begin(trainings, employer, run), None)
        assert run.status().state == "queued"
        assert [(row["id"], row["place"]) for row in trainings.rows()] == [(run.id, 1)]
    trainings.hear(begin(trainings, employer, run), None)
    assert len(employer.hired) == 3
    assert run.status().state == "failed"
    assert run.status().error == (
        "The training process was lost. Everything up to step 3 is kept; press Resume."
    )
    trainings.add([run], "ann")  # asked for anew, it has its chances again
    trainings.hear(begin(trainings, employer, run), None)
    assert run.status().state == "queued"


def test_without_retries_a_lost_worker_fails_its_run(library):
    run, employer = library.create(SPEC), Employer(retries=0)
    trainings = Trainings(library, employer)
    trainings.add([run], None)
    trainings.hear(begin(trainings, employer, run), None)
    assert run.status().state == "failed"


def test_a_run_that_another_answers_for_by_now_is_left_to_it(library):
    run, employer = library.create(SPEC), Employer()
    trainings = Trainings(library, employer)
    trainings.add([run], None)
    worker = begin(trainings, employer, run)
    write_status(run.status_file, adopted(run.raw_status(), host="elsewhere", pid=9))
    trainings.hear(worker, None)
    assert run.raw_status().state == "running"
    assert trainings.rows() == []


def test_the_last_breath_of_a_lost_worker_does_not_cost_the_run_its_place(library, monkeypatch):
    monkeypatch.setattr("core.runs.status.SILENCE", 0.2)
    run, employer = library.create(SPEC), Employer()
    trainings = Trainings(library, employer)
    trainings.add([run], None)
    worker = begin(trainings, employer, run)
    beat = {"state": "running", "host": worker.host, "pid": worker.pid}
    trainings.hear(worker, None)
    write_status(run.status_file, adopted(run.raw_status(), **beat))
    trainings.serve()
    trainings.hear(employer.hired[-1], {"event": "ready"})
    trainings.serve()
    assert employer.hired[-1].job is None  # it still writes
    time.sleep(0.3)
    trainings.serve()
    assert employer.hired[-1].job["runs"][0] == str(run.path)
    assert run.status().state == "queued"


@pytest.mark.parametrize("before", [True, False])
def test_a_lost_worker_that_still_says_so_itself_changes_nothing(library, before):
    run, employer = library.create(SPEC), Employer()
    trainings = Trainings(library, employer)
    trainings.add([run], None)
    worker = begin(trainings, employer, run)
    breath = {"state": "interrupted", "host": worker.host, "pid": worker.pid, "error": "Told to."}
    if not before:
        trainings.hear(worker, None)
    write_status(run.status_file, adopted(run.raw_status(), **breath))
    if before:
        trainings.hear(worker, None)
    trainings.serve()
    assert run.status().state == "queued"
    assert run.status().error is None
    assert [(row["id"], row["place"]) for row in trainings.rows()] == [(run.id, 1)]


def test_a_run_that_was_asked_to_stop_is_not_taken_up_again(library):
    run, employer = library.create(SPEC), Employer()
    trainings = Trainings(library, employer)
    trainings.add([run], None)
    worker = begin(trainings, employer, run)
    run.want("stop")
    trainings.hear(worker, None)
    trainings.serve()
    assert run.status().state == "stopped"


def test_somebody_answers_for_a_run_until_its_worker_begins(library, monkeypatch):
    monkeypatch.setattr("core.jobs.trainings._BEAT", 0.0)
    run, employer = library.create(SPEC), Employer()
    trainings = Trainings(library, employer)
    trainings.add([run], None)
    trainings.serve()
    trainings.hear(employer.hired[0], {"event": "ready"})
    trainings.serve()  # handed out
    beats = []
    for _ in range(3):
        trainings.serve()
        beats.append(run.raw_status().heartbeat)
    assert beats == sorted(set(beats))
    write_status(run.status_file, adopted(run.raw_status(), state="running", host="node-0", pid=7))
    begun = run.raw_status()
    trainings.serve()
    assert run.raw_status() == begun


def test_what_is_not_used_is_given_back(library):
    run, employer = library.create(SPEC), Employer()
    trainings = Trainings(library, employer)
    trainings.serve()
    assert employer.hired == []
    trainings.add([run], None)
    worker = begin(trainings, employer, run)
    write_status(run.status_file, adopted(run.raw_status(), state="finished"))
    trainings.hear(worker, {"event": "done", "state": "finished"})
    trainings.serve()
    assert worker.closed
    assert trainings.workers == []
