"""Drives a sweep: hands its points to the job manager, and settles each as its run ends."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from core.errors import LabError
from core.jobs.estimate import modelled_seconds
from core.jobs.manager import Backend
from core.runs import Heartbeat, RunFolder
from core.runs.machine import HOST
from core.sweeps.batches import Batch, batches, hinges_on_device
from core.sweeps.plan import Point
from core.sweeps.prune import curve, group, hopeless, measure
from core.sweeps.store import INTERRUPTED, Sweep

Outcome = Literal["finished", "failed", "stopped", "interrupted"]
TICK = 0.2  # seconds between looks at the runs
_JUDGED = 2.0  # seconds between looks at their curves
_GFLOPS = 60.0  # any: it weighs one point against another
_AFTER_FAILURE = "The stacked program that it was part of failed, so it went on alone."


@dataclass(frozen=True)
class Progress:
    """Where a sweep stands. `share` of its work in [0, 1]; `eta` in seconds, once it is known."""

    done: int
    running: int
    left: int
    share: float
    eta: float | None


def drive(
    sweep: Sweep,
    backend: Backend,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Outcome:
    """Train every point that is not settled yet, as many at a time as the manager has slots, until
    all are or it is told to stop.

    A failed run stops no other; the outcome is "failed" when every run failed. Stopped, the runs at
    work are paused with a checkpoint; where the manager was closed, which does so by itself, the
    outcome is "interrupted". Raises `BadInput` when another process drives the sweep.
    """
    points = sweep.plan.points
    sweep.want("run")
    with Heartbeat(sweep.folder, total=len(points), epochs=None) as heart:
        outcome = _Drive(sweep, backend, heart, report).run()
        heart.finish(outcome, _sentence(outcome, sweep))
    return outcome


def settled(run: RunFolder) -> bool:
    """Whether there is nothing more to do: finished, stopped by wish, given up, or diverged."""
    status = run.status()
    return status.state in ("finished", "stopped") or (status.state == "failed" and status.unstable)


def _elsewhere(run: RunFolder) -> bool:
    """Whether another process answers for the run."""
    status = run.status()
    return status.active and (status.host, status.pid) != (HOST, os.getpid())


def _sentence(outcome: Outcome, sweep: Sweep) -> str | None:
    if outcome == "interrupted":
        return INTERRUPTED
    return _all_failed(sweep) if outcome == "failed" else None


def _all_failed(sweep: Sweep) -> str:
    errors = [row["error"] for row in sweep.rows() if "error" in row]
    return f"Every run failed; the first said: {errors[0]}" if errors else "Every run failed."


@dataclass
class _Drive:
    sweep: Sweep
    backend: Backend
    heart: Heartbeat
    report: Callable[[Progress], None]
    runs: dict[str, RunFolder] = field(init=False)
    """By the key of their point."""
    todo: list[Point] = field(init=False)
    """Of which it is not yet known who trains them."""
    left: list[Batch] = field(default_factory=list)
    flying: list[Batch] = field(default_factory=list)
    """Handed to the manager: in its line, or at work."""
    judged: float = 0.0
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        points = self.sweep.plan.points
        self.runs = self.sweep.runs()
        self.weights = {p.key: modelled_seconds(p.spec, _GFLOPS) for p in points}
        self.ended = {key for key, run in self.runs.items() if settled(run)}
        self.todo = [p for p in points if p.key not in self.ended]
        self.must_know = hinges_on_device(self.todo, self.sweep.plan.stack)
        self.curves: dict[str, list[tuple[int, float]]] = {}
        self.first = self._share()

    def run(self) -> Outcome:
        if self.todo:
            self.backend.start()  # or it would never say what it computes on
        self._tell()
        while self.todo or self.left or self.flying:
            if self.backend.closed:
                return "interrupted"
            if self.heart.wanted != "run":
                self._halt()
                return "stopped"
            self._arrange()
            self._launch()
            time.sleep(TICK)
            self._land()
            if self.sweep.plan.prune:
                self._prune()
            self._tell()
        states = {run.status().state for run in self.runs.values()}
        if states <= {"failed"}:
            return "failed"
        return "finished" if states <= {"finished", "failed", "stopped"} else "stopped"

    def _arrange(self) -> None:
        """Decide who trains which points, once it is known on what, as far as that matters."""
        device = self.backend.device
        if device or not self.must_know:
            stack, slots = self.sweep.plan.stack, self.backend.slots
            self.left += batches(self.todo, stack, device or "cpu", slots)
            self.todo = []

    def _launch(self) -> None:
        """Keep as many more jobs in line as are at work, so that no process waits for this one."""
        for batch in self.left[: max(0, 2 * self.backend.slots - len(self.flying))]:
            self._submit(batch)

    def _submit(self, batch: Batch) -> None:
        """Hand a batch over; where the manager has no room now, it is tried again later.

        If another process has a run of it, that is as good.
        """
        runs = {point.key: self._run_of(point, batch.why) for point in batch.points}
        free = [run for run in runs.values() if not _elsewhere(run)]
        try:
            if free:
                self.backend.submit_together([run.id for run in free], self.sweep.owner)
        except LabError:
            if self.flying or any(map(_elsewhere, free)):
                return
            raise
        self.left.remove(batch)
        self.flying.append(batch)

    def _run_of(self, point: Point, why: str) -> RunFolder:
        run = self.runs.get(point.key)
        if run is None:
            run = self.runs[point.key] = self.sweep.add(point, why)
        elif not _elsewhere(run):
            self.sweep.explain(run, why)
        return run

    def _land(self) -> None:
        """Take off the list what has ended, by its own account and by the manager's."""
        at_work = {row["id"] for row in self.backend.jobs()}
        flying, self.flying = self.flying, []
        for batch in flying:
            staying: list[Point] = []
            for point in batch.points:
                if self._flies(point, at_work):
                    staying.append(point)
                else:
                    self._end(point, batch)
            if staying:
                self.flying.append(replace(batch, points=tuple(staying)))

    def _end(self, point: Point, batch: Batch) -> None:
        """Count a point as ended; one that failed with others, but by no NaN, goes on alone."""
        status = self.runs[point.key].status()
        if batch.how == "stacked" and status.state == "failed" and not status.unstable:
            self.left.append(Batch((point,), "alone", _AFTER_FAILURE))
            return
        self.ended.add(point.key)
        self.curves.pop(point.key, None)  # its last rows may have come since

    def _flies(self, point: Point, at_work: set[str]) -> bool:
        run = self.runs[point.key]
        return run.id in at_work or run.status().active

    def _in_flight(self) -> list[Point]:
        return [point for batch in self.flying for point in batch.points]

    def _halt(self) -> None:
        """Have every run write its checkpoint; none is lost, and none goes on."""
        for point in self._in_flight():
            with suppress(LabError):  # deleted in between
                self.backend.pause(self.runs[point.key].id)
        while self.flying:
            time.sleep(TICK)
            self._land()

    def _prune(self) -> None:
        now = time.monotonic()
        if now - self.judged < _JUDGED:
            return
        self.judged = now
        for key, run in self.runs.items():
            if key not in self.curves or key not in self.ended:
                self.curves[key] = curve(run.metrics(), measure(run.spec))
        for point in self._in_flight():
            run, term = self.runs[point.key], measure(point.spec)
            others = [self.curves[key] for key in self._comparable(point)]
            why = hopeless(self.curves[point.key], others, point.spec.total_steps, term)
            if why and run.status().state == "running" and run.control() == "run":
                run.update_info(pruned=why)
                self.backend.stop(run.id)

    def _comparable(self, point: Point) -> Sequence[str]:
        kind = group(point.spec)
        others = (one for one in self.sweep.plan.points if one.key != point.key)
        return [one.key for one in others if one.key in self.runs and group(one.spec) == kind]

    def _share(self) -> float:
        done = 0.0
        for key, run in self.runs.items():
            part = 1.0
            if key not in self.ended:
                status = run.raw_status()
                part = status.step / max(status.total, 1)
            done += part * self.weights[key]
        return done / sum(self.weights.values())

    def _tell(self) -> None:
        share, spent = self._share(), time.monotonic() - self.begun
        gained = share - self.first
        eta = spent / gained * (1 - share) if gained > 0 else None
        flying = {self.runs[point.key].id for point in self._in_flight()}
        waiting = sum(1 for row in self.backend.jobs() if row["place"] and row["id"] in flying)
        left = len(self.todo) + sum(len(batch.points) for batch in self.left)
        done = len(self.sweep.plan.points) - left - len(flying)
        self.heart.update(step=done, eta=eta)
        self.report(Progress(done, len(flying) - waiting, left + waiting, share, eta))
