"""A sweep that a server drives: started, followed, stopped, continued, and the server's end."""

import time

import pytest

from core.errors import BadInput
from core.runs import Library
from core.sweeps import Sweeps, parse_sweep
from core.sweeps import run as run_module
from core.sweeps.background import start
from core.sweeps.report import report
from tests.core.sweeps.test_run import FILE, Jobs, states


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(run_module, "TICK", 0.01)


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "runs", None)


@pytest.fixture
def sweep(library):
    return Sweeps(library).create(parse_sweep(FILE), owner="anna")


def until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return value


def test_it_is_followed_stopped_and_continued(library, sweep):
    jobs = Jobs(library, dict.fromkeys(range(2, 6), "running"))
    jobs.slots = 1
    thread = start(sweep, jobs)
    until(lambda: "running" in states(sweep) and sweep.status().step == 2)
    partial = report(Sweeps(library).find(sweep.id))
    assert [row["state"] for row in partial["runs"][:2]] == ["finished"] * 2
    assert (partial["table"][0]["points"], partial["table"][0]["runs"]) == (6, 2)
    with pytest.raises(BadInput, match="is at work in process"):
        start(sweep, jobs)
    sweep.want("stop")
    thread.join(20)
    assert sweep.status().state == "stopped"
    start(sweep, Jobs(library)).join(20)
    assert sweep.status().state == "finished"
    assert states(sweep) == ["finished"] * 6


def test_the_servers_end_interrupts_it_and_it_can_be_continued(library, sweep):
    jobs = Jobs(library, dict.fromkeys(range(6), "running"))
    thread = start(sweep, jobs)
    until(lambda: "running" in states(sweep))
    jobs.closed = True
    thread.join(20)
    status = sweep.status()
    assert status.state == "interrupted"
    assert "continue the sweep to go on" in status.error
    start(sweep, Jobs(library)).join(20)
    assert sweep.status().state == "finished"


def test_what_goes_wrong_is_its_status(library, sweep, caplog):
    full = Jobs(library)
    full.room = 0
    start(sweep, full).join(20)
    assert sweep.status().state == "failed"
    assert sweep.status().error == "There is no room."
    assert "There is no room." in caplog.text


def test_a_point_too_large_for_the_machine_is_told_before_anything_starts(sweep, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_EXAMPLES", "600")
    with pytest.raises(BadInput, match="at most 600"):
        start(sweep, Jobs(None))
    assert sweep.status().state == "queued"
