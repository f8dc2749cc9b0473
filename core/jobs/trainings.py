"""The jobs in line and at work: who gets a slot, and what becomes of runs whose process dies.

A job is a run, or several that train as one stacked program and take one slot.
"""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal

from core.errors import BadInput, LabError
from core.jobs.employer import Device, Employer, Worker
from core.jobs.lines import Message
from core.jobs.queue import Job, order
from core.jobs.rows import row_of
from core.jobs.waiting import Line, write_state
from core.limits import check_line
from core.runs.folder import RunFolder
from core.runs.library import Library
from core.runs.machine import HOST
from core.runs.status import Author, Status, kept, settle

_BEAT = 3.0  # seconds between heartbeats of runs in line
_TRIES = 3  # workers that may die before they are ready, one after another


class Trainings:
    """Not safe for threads by itself: the manager calls it under its lock.

    `spares`: workers to keep warm, where that is not the employer's usual number.
    """

    def __init__(self, library: Library, employer: Employer, spares: int | None = None) -> None:
        self.gflops: float | None = None
        self.device: Device | None = None
        """What workers compute on, once one has said so, or none could be started."""
        self._library = library
        self._employer = employer
        self._spares = employer.spares if spares is None else spares
        self._line = Line(library.path)
        self._at_work: dict[Worker, Job] = {}
        self._workers: list[Worker] = []
        self._stillborn = 0
        self._beaten = 0.0

    @property
    def workers(self) -> list[Worker]:
        return list(self._workers)

    def add(self, runs: Sequence[RunFolder], owner: str | None) -> None:
        """Put runs in line as one job; those in line or at work here are only asked to go on."""
        new = [run for run in runs if not self._has(run.id)]
        for run in runs:
            _refuse_finished(run)
        for run in new:
            _refuse_elsewhere(run)
        if new:
            check_line(self._line.owners, owner)
        for run in runs:
            run.want("run")
            self._line.forgive(run.id)
        self._stillborn = 0
        if new:
            self._line.join(Job(tuple(run.id for run in new), owner))

    def recover(self) -> None:
        """Care for runs whose server is dead: those in line queue again, the others are marked."""
        for run in reversed(self._library.list()):  # oldest first
            status = run.raw_status()
            if run.is_gallery or not status.orphaned:
                continue
            with suppress(LabError):  # on a full disk it reads as interrupted all the same
                if status.state == "queued":
                    self._line.join(Job((run.id,), run.owner))
                else:
                    write_state(run, status, "interrupted", run.status().error)

    def serve(self) -> None:
        """Obey wishes, keep as many workers as can be used, and hand out what is in line."""
        self._obey()
        self._release()
        self._staff()
        self._hand_out()

    def hear(self, worker: Worker, message: Message | None) -> None:
        """Act on what a worker said; None: it has ended."""
        if message is None:
            self._bury(worker)
        elif message["event"] == "ready":
            self.gflops = message.get("gflops", self.gflops)
            self.device = message.get("device", self.device)
            self._stillborn = 0
            worker.rest()
        else:
            job = self._at_work.pop(worker)
            worker.rest()
            if message["event"] == "failed":
                self._settle(job, worker, "failed", message["error"])
                self._dismiss(worker)
            else:
                self._call_back(job.runs, job.owner)

    def rows(self) -> list[dict[str, Any]]:
        """What is at work, then what is in line by place, as the interface lists it."""
        places: list[tuple[str, int | None]] = [(id, None) for id in self._ids_at_work()]
        line = self._line.served(self._owners())
        places += [(id, place) for place, job in enumerate(line, 1) for id in job.runs]
        rows = []
        for id, place in places:
            with suppress(BadInput):  # deleted by hand in between
                rows.append(row_of(self._library.find(id), place))
        return rows

    def close(self) -> None:
        """Mark the runs at work as interrupted, once their processes have ended."""
        for worker, job in self._at_work.items():
            sentence = "The server was closed during training."
            self._settle(job, worker, "interrupted", sentence, tell_kept=True)
        self._at_work.clear()

    def _has(self, id: str) -> bool:
        return id in self._line or id in self._ids_at_work()

    def _ids_at_work(self) -> list[str]:
        return [id for job in self._at_work.values() for id in job.runs]

    def _owners(self) -> list[str | None]:
        return [job.owner for job in self._at_work.values()]

    def _run(self, id: str) -> RunFolder:
        return RunFolder((self._library.path / id).absolute())

    def _obey(self) -> None:
        beat = time.monotonic() - self._beaten >= _BEAT
        self._line.obey(beat)
        if beat:  # a worker waits to begin until an earlier one is silent for sure
            self._line.answer_for(self._ids_at_work())
            self._beaten = time.monotonic()

    def _release(self) -> None:
        """Let go of runs that have ended while others of their job go on."""
        for worker, job in self._at_work.items():
            if len(job.runs) > 1:
                left = [id for id in job.runs if not _stands(self._run(id).raw_status())]
                stay = tuple(id for id in job.runs if id not in left)
                self._at_work[worker] = replace(job, runs=stay)
                self._call_back(left, job.owner)

    def _call_back(self, ids: Sequence[str], owner: str | None) -> None:
        """Queue anew the runs that were asked to go on while they wrote their checkpoints, and
        that no other server has taken since."""
        for id in ids:
            run = self._run(id)
            if run.control() == "run" and run.raw_status().state == "paused":
                self._line.join(Job((id,), owner))

    def _staff(self) -> None:
        """Warm spares while a slot is free; more only as jobs are in line."""
        free = [one for one in self._workers if one.state != "busy"]
        needed = min(self._employer.slots - len(self._at_work), max(self._spares, len(self._line)))
        if self._stillborn < _TRIES:
            hired = [self._employer.hire("train") for _ in range(needed - len(free))]
            self._workers += hired
        idle = [one for one in free if one.state == "idle"]
        for worker in idle[: max(0, len(free) - max(needed, self._spares))]:
            self._dismiss(worker)

    def _hand_out(self) -> None:
        idle = [one for one in self._workers if one.state == "idle"]
        ready = self._line.ready()
        while idle and ready and len(self._at_work) < self._employer.slots:
            job = order(ready, self._owners())[0]
            ready.remove(job)
            alone = not self._at_work and len(self._line) == 1
            share = self._employer.threads(alone)
            self._line.leave(job)
            worker = idle.pop()
            self._at_work[worker] = job
            paths = [str(self._run(id).path) for id in job.runs]
            worker.send({"job": "train", "runs": paths, "threads": share})

    def _dismiss(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.close()

    def _bury(self, worker: Worker) -> None:
        if worker not in self._workers:
            return  # dismissed before
        self._workers.remove(worker)
        if job := self._at_work.pop(worker, None):
            again = tuple(id for id in job.runs if self._goes_on(id, worker))
            failed = replace(job, runs=tuple(id for id in job.runs if id not in again))
            cause = f"The training process {worker.cause_of_death()}."
            self._settle(failed, worker, "failed", cause, tell_kept=True)
            if again:
                self._line.join(replace(job, runs=again))
        elif worker.state == "starting":
            self._stillborn += 1
            if self._stillborn >= _TRIES:
                words = worker.last_words()
                self._line.give_up(f"No training process could be started: {words}")
                self.device = self.device or "cpu"

    def _goes_on(self, id: str, worker: Worker) -> bool:
        """Whether a run whose worker was lost goes back into the line: where that may help."""
        status = self._run(id).raw_status()
        losses = self._line.note_loss(id)
        answered = _stands(status) and (status.host, status.pid) in _authors(worker)
        return answered and losses <= self._employer.retries

    def _settle(
        self,
        job: Job,
        worker: Worker,
        state: Literal["failed", "interrupted"],
        sentence: str,
        *,
        tell_kept: bool = False,
    ) -> None:
        """Give the runs of a job that go on no more their end, as far as its worker has not."""
        for id in job.runs:
            run = self._run(id)
            words = f"{sentence} {kept(run.raw_status())}" if tell_kept else sentence
            with suppress(LabError):
                settle(run.status_file, state, words, _authors(worker))


def _refuse_finished(run: RunFolder) -> None:
    if run.status().state == "finished":
        raise BadInput(f"{run.name} is finished already; train a copy to go further.")


def _refuse_elsewhere(run: RunFolder) -> None:
    status = run.status()
    if status.state == "running" or (status.active and status.pid != os.getpid()):
        raise BadInput(f"{run.name} is at work in process {status.pid} on {status.host}.")


def _stands(status: Status) -> bool:
    """Whether a run has not come to an end by itself; some workers say with their last breath that
    they were interrupted."""
    return status.active or status.state == "interrupted"


def _authors(worker: Worker) -> tuple[Author, Author]:
    return (worker.host, worker.pid), (HOST, os.getpid())
