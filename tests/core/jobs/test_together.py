"""Jobs of several runs that train as one program: one place in line, one slot, an end each."""

import pytest

from core.errors import BadInput
from core.jobs.trainings import Trainings
from core.runs import Library
from core.runs.status import adopted, write_status
from tests.core.jobs.notes import SPEC, Employer


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path, None)


def made(library, count=3, owner=None):
    return [library.create(SPEC, owner=owner) for _ in range(count)]


def begin(trainings, employer, runs):
    """Have the newest worker get ready, take the runs and say of each that it runs."""
    trainings.serve()
    worker = employer.hired[-1]
    trainings.hear(worker, {"event": "ready", "device": "cpu"})
    trainings.serve()
    for run in runs:
        say(run, worker, "running")
    return worker


def say(run, worker, state):
    said = {"state": state, "host": worker.host, "pid": worker.pid, "saved": 3}
    write_status(run.status_file, adopted(run.raw_status(), **said))


def at_work(trainings):
    return [row["id"] for row in trainings.rows() if row["place"] is None]


def in_line(trainings):
    return [(row["id"], row["place"]) for row in trainings.rows() if row["place"]]


def states(runs):
    return [run.raw_status().state for run in runs]


def test_they_have_one_place_and_one_slot(library):
    runs, (later,), employer = made(library), made(library, 1), Employer(slots=2)
    trainings = Trainings(library, employer)
    trainings.add(runs, None)
    trainings.add([later], None)
    assert in_line(trainings) == [(run.id, 1) for run in runs] + [(later.id, 2)]
    trainings.serve()
    assert len(employer.hired) == 2
    worker = begin(trainings, employer, runs)
    assert worker.job["runs"] == [str(run.path) for run in runs]
    assert at_work(trainings) == [run.id for run in runs]
    assert trainings.device == "cpu"
    trainings.hear(employer.hired[0], {"event": "ready"})
    trainings.serve()
    assert employer.hired[0].job["runs"] == [str(later.path)]  # the second slot was free


def test_they_count_once_when_owners_take_turns(library):
    runs, employer = made(library, 3, "ann"), Employer(retries=0)
    trainings = Trainings(library, employer)
    trainings.add(runs, "ann")
    begin(trainings, employer, runs)
    others = {who: made(library, 1, who) for who in ("ann", "bob", "eve")}
    trainings.add(others["ann"], "ann")
    trainings.add(others["bob"], "bob")
    trainings.add(others["eve"], "eve")
    assert in_line(trainings) == [
        (others["bob"][0].id, 1),
        (others["eve"][0].id, 2),
        (others["ann"][0].id, 3),
    ]


def test_one_that_has_ended_is_let_go_while_the_others_work(library):
    runs, employer = made(library), Employer(retries=0)
    trainings = Trainings(library, employer)
    trainings.add(runs, None)
    worker = begin(trainings, employer, runs)
    say(runs[1], worker, "stopped")
    trainings.serve()
    assert at_work(trainings) == [runs[0].id, runs[2].id]
    assert in_line(trainings) == []
    trainings.add([runs[1]], None)  # asked to go on, it does so alone
    assert in_line(trainings) == [(runs[1].id, 1)]
    for run in (runs[0], runs[2]):
        say(run, worker, "finished")
    trainings.hear(worker, {"event": "done"})
    trainings.serve()
    assert worker.job["runs"] == [str(runs[1].path)]


def test_one_called_back_while_it_paused_queues_anew_and_alone(library):
    runs, employer = made(library), Employer(retries=0)
    trainings = Trainings(library, employer)
    trainings.add(runs, None)
    worker = begin(trainings, employer, runs)
    runs[0].want("pause")
    trainings.add([runs[0]], None)  # while it still writes its checkpoint
    say(runs[0], worker, "paused")
    trainings.serve()
    assert at_work(trainings) == [runs[1].id, runs[2].id]
    assert in_line(trainings) == [(runs[0].id, 1)]


@pytest.mark.parametrize("retries", [0, 1])
def test_a_lost_worker_takes_only_those_still_at_work_along(library, retries):
    runs, employer = made(library), Employer(retries)
    trainings = Trainings(library, employer)
    trainings.add(runs, None)
    worker = begin(trainings, employer, runs)
    say(runs[0], worker, "finished")
    trainings.hear(worker, None)
    if retries:
        assert states(runs) == ["finished", "queued", "queued"]
        assert in_line(trainings) == [(runs[1].id, 1), (runs[2].id, 1)]
        assert begin(trainings, employer, runs[1:]).job["runs"] == [
            str(run.path) for run in runs[1:]
        ]
    else:
        assert states(runs) == ["finished", "failed", "failed"]
        assert runs[2].status().error.startswith("The training process was lost. Everything up to")


def test_one_that_is_stopped_in_line_leaves_the_others_their_place(library):
    runs, employer = made(library), Employer(retries=0)
    trainings = Trainings(library, employer)
    trainings.add(runs, None)
    runs[1].want("stop")
    trainings.serve()
    assert states(runs) == ["queued", "stopped", "queued"]
    assert in_line(trainings) == [(runs[0].id, 1), (runs[2].id, 1)]


def test_what_fails_all_is_told_of_those_that_had_not_ended(library):
    runs, employer = made(library), Employer(retries=0)
    trainings = Trainings(library, employer)
    trainings.add(runs, None)
    worker = begin(trainings, employer, runs)
    say(runs[2], worker, "stopped")
    trainings.hear(worker, {"event": "failed", "error": "It broke."})
    assert states(runs) == ["failed", "failed", "stopped"]
    assert runs[0].status().error == "It broke."
    assert worker.closed


def test_a_server_that_closes_marks_each(library):
    runs, employer = made(library), Employer(retries=0)
    trainings = Trainings(library, employer)
    trainings.add(runs, None)
    begin(trainings, employer, runs)
    trainings.close()
    assert states(runs) == ["interrupted"] * 3
    assert "Everything up to step 3 is kept" in runs[1].status().error


def test_nothing_is_put_in_line_when_one_of_them_cannot_be(library):
    runs, employer = made(library), Employer(retries=0)
    trainings = Trainings(library, employer)
    write_status(runs[2].status_file, adopted(runs[2].raw_status(), state="finished"))
    with pytest.raises(BadInput, match="finished already"):
        trainings.add(runs, None)
    assert trainings.rows() == []


def test_where_no_worker_can_be_started_nobody_waits_to_hear_of_a_gpu(library):
    (run,), employer = made(library, 1), Employer(retries=0)
    trainings = Trainings(library, employer, spares=1)
    for _ in range(3):
        assert trainings.device is None
        trainings.serve()
        trainings.hear(employer.hired[-1], None)
    assert trainings.device == "cpu"
    trainings.add([run], None)
    trainings.serve()
    assert len(employer.hired) == 4
