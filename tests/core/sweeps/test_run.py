"""Driving a sweep, with a job manager that trains at once, or fails, or never, as it is told."""

import os
from dataclasses import replace

import pytest

from core.errors import BadInput, LabError
from core.jobs.manager import NullManager
from core.runs import Library, append_row
from core.runs.status import adopted, write_status
from core.sweeps import Sweeps, parse_sweep
from core.sweeps import run as run_module
from core.sweeps.run import drive

BASE = {"dataset": {"name": "digits"}, "model": {"family": "variational"}}
FILE = {"base": BASE, "seeds": 6}


class Jobs(NullManager):
    """Its runs end, with the state they are to end with, when they are looked at next."""

    def __init__(self, library, ends=None):
        super().__init__()
        self.library, self.ends, self.most = library, ends or {}, 0
        self.line, self.room, self.slots = [], 100, 3

    def submit(self, run_id, owner=None):
        if len(self.line) >= self.room:
            raise LabError("There is no room.")
        super().submit(run_id, owner)
        run = self.library.find(run_id)
        run.want("run")
        self.line.append(run)
        self.most = max(self.most, len(self.line))
        self.write(run, state="queued")

    def jobs(self):
        for run in list(self.line):
            self.step(run)
        return [{"id": run.id, "place": None} for run in self.line]

    def step(self, run):
        seed = run.spec.training.seed
        state = {"pause": "paused", "stop": "stopped"}.get(run.control())
        state = state or self.ends.get(seed, "finished")
        if state != "running":
            self.line.remove(run)
        self.write(run, state=state, error="It broke." if state == "failed" else None)

    def write(self, run, **values):
        write_status(run.status_file, adopted(run.raw_status(), **values))

    def pause(self, run_id):
        self.library.find(run_id).want("pause")

    def stop(self, run_id):
        self.library.find(run_id).want("stop")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(run_module, "TICK", 0.01)
    monkeypatch.setattr(run_module, "_JUDGED", 0.0)


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "runs", None)


def made(library, file=FILE):
    return Sweeps(library).create(parse_sweep(file))


def states(sweep):
    return [row["state"] for row in sweep.rows()]


def test_every_point_is_trained_once_and_no_more_than_twice_as_many_wait(library):
    sweep, jobs, seen = made(library), Jobs(library), []
    jobs.slots = 1
    assert drive(sweep, jobs, seen.append) == "finished"
    assert states(sweep) == ["finished"] * 6
    assert len(jobs.submitted) == len({run for run, _ in jobs.submitted}) == 6
    assert jobs.most == 2
    assert sweep.status().state == "finished"
    assert (seen[0].done, seen[0].left, seen[-1].done, seen[-1].left) == (0, 6, 6, 0)
    assert [now.share for now in seen] == sorted(now.share for now in seen)
    assert seen[-1].share == pytest.approx(1.0)


def test_a_finished_point_is_never_trained_again(library):
    sweep = made(library)
    drive(sweep, Jobs(library))
    again = Jobs(library)
    assert drive(sweep, again) == "finished"
    assert again.submitted == []


def test_a_failed_point_stops_no_other_and_is_tried_again_unless_it_diverged(library):
    sweep, jobs = made(library), Jobs(library, {2: "failed", 3: "failed"})
    assert drive(sweep, jobs) == "finished"
    assert states(sweep).count("finished") == 4
    assert sweep.rows()[2]["error"] == "It broke."
    diverged = sweep.runs()[sweep.plan.points[3].key]
    write_status(diverged.status_file, replace(diverged.raw_status(), unstable=True))
    again = Jobs(library)
    assert drive(sweep, again) == "finished"
    assert [library.find(run).spec.training.seed for run, _ in again.submitted] == [2]


def test_when_all_fail_the_sweep_has_failed(library):
    sweep = made(library)
    assert drive(sweep, Jobs(library, dict.fromkeys(range(6), "failed"))) == "failed"
    assert sweep.status().error == "Every run failed; the first said: It broke."


def test_a_wish_to_stop_pauses_what_is_at_work_and_leaves_the_rest(library):
    sweep, jobs = made(library), Jobs(library, dict.fromkeys(range(1, 6), "running"))
    jobs.slots = 1

    def stop_after_the_first(now):
        if now.done:
            sweep.want("stop")

    assert drive(sweep, jobs, stop_after_the_first) == "stopped"
    assert states(sweep)[0] == "finished"
    assert "paused" in states(sweep)
    assert states(sweep)[-1] == "waiting"
    assert sweep.status().state == "stopped"
    assert drive(sweep, Jobs(library)) == "finished"
    assert states(sweep) == ["finished"] * 6


def test_where_there_is_no_room_it_waits_and_where_there_never_is_it_says_so(library):
    sweep, jobs = made(library), Jobs(library)
    jobs.room = 1
    assert drive(sweep, jobs) == "finished"
    full = Jobs(library)
    full.room = 0
    with pytest.raises(LabError, match="There is no room"):
        drive(made(library, {**FILE, "name": "other"}), full)


def test_one_process_drives_a_sweep_at_a_time(library):
    sweep = made(library)

    def second(now):
        with pytest.raises(BadInput, match=f"process {os.getpid()}"):
            drive(sweep, Jobs(library))

    assert drive(sweep, Jobs(library), second) == "finished"


class Measured(Jobs):
    """Its runs have a validation ELBO half way, from the start; that of seed 5 is hopeless."""

    def submit(self, run_id, owner=None):
        run = self.library.find(run_id)
        seed, half = run.spec.training.seed, run.spec.total_steps // 2
        score = -99.0 if seed == 5 else -10.0 - seed
        append_row(run.metrics_file, {"step": half, "validation": {"elbo": score}})
        super().submit(run_id, owner)


@pytest.mark.parametrize("stack", ["never", "always"])
@pytest.mark.parametrize("prune", [True, False])
def test_hopeless_runs_are_stopped_with_a_sentence_where_that_is_wished(library, prune, stack):
    sweep = made(library, {**FILE, "prune": prune, "stack": stack})
    looks = []

    def enough(now):
        looks.append(now)
        if len(looks) == 20:
            sweep.want("stop")

    drive(sweep, Measured(library, {5: "running"}), enough)
    row = sweep.rows()[5]
    if prune:
        assert row["state"] == "stopped"
        assert "the best validation ELBO so far, -99, is worse than -12" in row["pruned"]
    else:
        assert row["state"] == "paused"
        assert "pruned" not in row


class Stacking(Jobs):
    """Says what it computes on when it is asked a third time; notes who was submitted together."""

    def __init__(self, library, ends=None, device="cuda"):
        super().__init__(library, ends)
        self.asked, self.known, self.together = 0, device, []

    @property
    def device(self):
        self.asked += 1
        return self.known if self.asked > 2 else None

    def submit_together(self, run_ids, owner=None):
        self.together.append(len(run_ids))
        super().submit_together(run_ids, owner)


@pytest.mark.parametrize(("device", "jobs_of"), [("cuda", [6]), ("cpu", [1] * 6)])
def test_who_trains_with_whom_is_decided_when_it_is_known_what_on(library, device, jobs_of):
    sweep, jobs = made(library), Stacking(library, device=device)
    assert drive(sweep, jobs) == "finished"
    assert jobs.together == jobs_of
    assert jobs.asked == 3
    assert all(row["why"] for row in sweep.rows())


def test_a_sweep_that_asks_for_no_stacking_does_not_wait_to_hear_of_a_gpu(library):
    jobs = Stacking(library)
    assert drive(made(library, {**FILE, "stack": "never"}), jobs) == "finished"
    assert jobs.together == [1] * 6


def test_points_of_a_stacked_program_that_failed_go_on_alone_unless_they_diverged(library):
    class Once(Stacking):
        """Two runs fail while they are part of a program, one of them by itself."""

        def write(self, run, **values):
            seed = run.spec.training.seed
            if len(self.together) == 1 and seed in (2, 3) and values["state"] == "finished":
                values = {"state": "failed", "error": "It broke.", "unstable": seed == 3}
            super().write(run, **values)

    sweep, jobs = made(library), Once(library)
    assert drive(sweep, jobs) == "finished"
    assert jobs.together == [6, 1]
    assert states(sweep) == ["finished"] * 3 + ["failed"] + ["finished"] * 2
    assert "went on alone" in sweep.rows()[2]["why"]
    assert "one stacked program" in sweep.rows()[1]["why"]


def test_members_of_one_program_are_paused_and_go_on_together(library):
    sweep, jobs = made(library), Stacking(library, dict.fromkeys(range(6), "running"))

    def stop_soon(now):
        if now.running:
            sweep.want("stop")

    assert drive(sweep, jobs, stop_soon) == "stopped"
    assert states(sweep) == ["paused"] * 6
    again = Stacking(library)
    assert drive(sweep, again) == "finished"
    assert again.together == [6]


def test_other_peoples_runs_in_line_are_not_counted(library):
    class Busy(Jobs):
        def jobs(self):
            return [*super().jobs(), *({"id": f"other-{i}", "place": i + 1} for i in range(9))]

    seen = []
    assert drive(made(library), Busy(library), seen.append) == "finished"
    assert all(now.done + now.running + now.left == 6 for now in seen)


def test_a_status_of_a_new_sweep_counts_its_points(library):
    assert made(library).status().total == 6
