"""The runs in line and at work: who gets a slot, and what becomes of a run whose process dies."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import BadInput, LabError
from core.jobs.process import Message, Worker
from core.jobs.queue import Waiting, order, threads
from core.runs.folder import RunFolder
from core.runs.library import Library
from core.runs.machine import HOST
from core.runs.status import State, Status, adopted, kept, settle, write_status

_BEAT = 3.0  # seconds between heartbeats of runs in line
_TRIES = 3  # workers that may die before they are ready, one after another


class Trainings:
    """Not safe for threads by itself: the manager calls it under its lock."""

    def __init__(
        self, library: Library, slots: int, cores: int, hire: Callable[[], Worker]
    ) -> None:
        self.gflops: float | None = None
        self._library = library
        self._slots = slots
        self._cores = cores
        self._hire = hire
        self._waiting: list[Waiting] = []
        self._owners: dict[str, str | None] = {}  # of the runs at work
        self._workers: list[Worker] = []
        self._stillborn = 0
        self._beaten = 0.0

    @property
    def workers(self) -> list[Worker]:
        return list(self._workers)

    def add(self, run: RunFolder, owner: str | None) -> None:
        """Put a run in line; one that is in line or at work here is only asked to go on."""
        status = run.status()
        if status.state == "finished":
            raise BadInput(f"{run.name} is finished already; train a copy to go further.")
        here = run.id in self._owners or any(one.run == run.id for one in self._waiting)
        elsewhere = status.state == "running" or (status.active and status.pid != os.getpid())
        if elsewhere and not here:
            raise BadInput(f"{run.name} is at work in process {status.pid} on {status.host}.")
        run.want("run")
        self._stillborn = 0
        if not here:
            self._enqueue(run, owner)

    def recover(self) -> None:
        """Care for runs whose server is dead: those in line queue again, the others are marked."""
        for run in reversed(self._library.list()):  # oldest first
            status = run.raw_status()
            if run.is_gallery or not status.orphaned:
                continue
            if status.state == "queued":
                self._enqueue(run, run.owner)
            else:
                shown = run.status()
                _write(run, status, "interrupted", shown.error)

    def serve(self) -> None:
        """Obey wishes, keep as many workers as can be used, and hand out what is in line."""
        self._obey()
        self._staff()
        self._hand_out()

    def hear(self, worker: Worker, message: Message | None) -> None:
        """Act on what a worker said; None: it has ended."""
        if message is None:
            self._bury(worker)
        elif message["event"] == "ready":
            self.gflops = message.get("gflops", self.gflops)
            self._stillborn = 0
            worker.rest()
        else:
            run = self._take_off(worker)
            worker.rest()
            if message["event"] == "failed":
                settle(run.status_file, "failed", message["error"], _authors(worker))
                self._dismiss(worker)
            elif message["state"] == "paused" and run.control() == "run":
                self._enqueue(run, run.owner)  # asked to go on while it was writing its checkpoint

    def rows(self) -> list[dict[str, Any]]:
        """What is at work, then what is in line by place, as the interface lists it."""
        places: list[tuple[str, int | None]] = [(run, None) for run in self._owners]
        places += [(one.run, place) for place, one in enumerate(self._line(), 1)]
        rows = []
        for id, place in places:
            with suppress(BadInput):  # deleted by hand in between
                rows.append(_row(self._library.find(id), place))
        return rows

    def close(self) -> None:
        """Mark the runs at work as interrupted, once their processes have ended."""
        for worker in self._workers:
            if worker.job is not None:
                run = self._take_off(worker)
                sentence = f"The server was closed during training. {kept(run.raw_status())}"
                with suppress(LabError):
                    settle(run.status_file, "interrupted", sentence, _authors(worker))

    def _enqueue(self, run: RunFolder, owner: str | None) -> None:
        _write(run, run.raw_status(), "queued", None)
        self._waiting.append(Waiting(run.id, owner))

    def _line(self) -> list[Waiting]:
        return order(self._waiting, self._owners.values())

    def _obey(self) -> None:
        """Drop runs in line that are wanted no more, or that someone else trains by now."""
        beat = time.monotonic() - self._beaten >= _BEAT
        for one in list(self._waiting):
            run = RunFolder(self._library.path / one.run)
            status, want = run.raw_status(), run.control()
            if status.pid != os.getpid() or status.host != HOST:
                self._waiting.remove(one)
            elif want != "run":
                self._waiting.remove(one)
                _write(run, status, "paused" if want == "pause" else "stopped", None)
            elif beat:
                with suppress(LabError):
                    _write(run, status, "queued", None)
        if beat:
            self._beaten = time.monotonic()

    def _staff(self) -> None:
        """One spare that is warm while a slot is free; more only as runs are in line."""
        free = [one for one in self._workers if one.state != "busy"]
        needed = min(self._slots - len(self._owners), max(1, len(self._waiting)))
        if self._stillborn < _TRIES:
            self._workers += [self._hire() for _ in range(needed - len(free))]
        idle = [one for one in free if one.state == "idle"]
        for worker in idle[: max(0, len(free) - max(needed, 1))]:
            self._dismiss(worker)

    def _hand_out(self) -> None:
        idle = [one for one in self._workers if one.state == "idle"]
        while idle and self._waiting and len(self._owners) < self._slots:
            one = self._line()[0]
            alone = not self._owners and len(self._waiting) == 1
            share = threads(self._cores, self._slots, alone)
            self._waiting.remove(one)
            self._owners[one.run] = one.owner
            path = str(self._library.path / one.run)
            idle.pop().send({"job": "train", "run": path, "threads": share})

    def _take_off(self, worker: Worker) -> RunFolder:
        assert worker.job is not None
        run = RunFolder(Path(worker.job["run"]))
        self._owners.pop(run.id, None)
        return run

    def _dismiss(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.close()

    def _bury(self, worker: Worker) -> None:
        if worker not in self._workers:
            return  # dismissed before
        self._workers.remove(worker)
        if worker.job is not None:
            run = self._take_off(worker)
            cause = f"The training process {worker.cause_of_death()}."
            sentence = f"{cause} {kept(run.raw_status())}"
            settle(run.status_file, "failed", sentence, _authors(worker))
        elif worker.state == "starting":
            self._stillborn += 1
            if self._stillborn >= _TRIES:
                self._give_up(worker)

    def _give_up(self, worker: Worker) -> None:
        words = worker.last_words()
        for one in self._waiting:
            run = RunFolder(self._library.path / one.run)
            sentence = f"No training process could be started: {words}"
            with suppress(LabError):
                _write(run, run.raw_status(), "failed", sentence)
        self._waiting.clear()


def _authors(worker: Worker) -> tuple[int, int]:
    return worker.pid, os.getpid()


def _write(run: RunFolder, status: Status, state: State, error: str | None) -> None:
    write_status(run.status_file, adopted(status, state=state, error=error, eta=None))


def _row(run: RunFolder, place: int | None) -> dict[str, Any]:
    status, info = run.status(), run.info
    return {
        "id": run.id,
        "name": info.get("name"),
        "family": info.get("family"),
        "owner": info.get("owner"),
        "state": status.state,
        "step": status.step,
        "total": status.total,
        "epoch": status.epoch,
        "epochs": status.epochs,
        "eta": status.eta,
        "place": place,
    }
