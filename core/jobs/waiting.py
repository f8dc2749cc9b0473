"""The jobs in line: somebody answers for their runs, and those that are wanted no more leave."""

import os
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.errors import LabError
from core.jobs.queue import Job, order
from core.runs.folder import RunFolder
from core.runs.machine import HOST
from core.runs.status import State, Status, adopted, write_status


class Line:
    """Jobs that wait for a slot, their runs by id in one folder. Not safe for threads by itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jobs: list[Job] = []
        self._lost: Counter[str] = Counter()  # how often a run's worker was, since it was added

    def __len__(self) -> int:
        return len(self._jobs)

    def __contains__(self, id: str) -> bool:
        return any(id in job.runs for job in self._jobs)

    @property
    def owners(self) -> list[str | None]:
        """Whose the jobs are."""
        return [job.owner for job in self._jobs]

    def served(self, running: Iterable[str | None]) -> list[Job]:
        """The jobs as it will be their turn, while jobs of the owners `running` are at work."""
        return order(self._jobs, running)

    def ready(self) -> list[Job]:
        """Those that may start: nobody, not even a lost worker, writes to their runs."""
        return [job for job in self._jobs if all(map(self._is_free, job.runs))]

    def join(self, job: Job) -> None:
        """Put a job at the end."""
        for id in job.runs:
            run = self._run(id)
            write_state(run, run.raw_status(), "queued", None)
        self._jobs.append(job)

    def leave(self, job: Job) -> None:
        """Take a job off, whatever becomes of it."""
        self._jobs.remove(job)

    def note_loss(self, id: str) -> int:
        """How often a run's worker was lost by now, this time included."""
        self._lost[id] += 1
        return self._lost[id]

    def forgive(self, id: str) -> None:
        """Give a run its chances again."""
        self._lost.pop(id, None)

    def give_up(self, sentence: str) -> None:
        """Fail every run in line."""
        for job in self._jobs:
            for id in job.runs:
                run = self._run(id)
                with suppress(LabError):
                    write_state(run, run.raw_status(), "failed", sentence)
        self._jobs.clear()

    def obey(self, beat: bool) -> None:
        """Drop runs that are wanted no more, or that someone else trains by now; with `beat`, say
        of the others that this process answers for them."""
        for place, job in enumerate(self._jobs):
            self._jobs[place] = replace(job, runs=tuple(id for id in job.runs if self._stays(id)))
        self._jobs = [job for job in self._jobs if job.runs]
        if beat:
            self.answer_for(id for job in self._jobs for id in job.runs)

    def answer_for(self, ids: Iterable[str]) -> None:
        """Beat for those of the runs that wait for a worker."""
        for id in ids:
            run = self._run(id)
            status = run.raw_status()
            if status.state == "queued" and mine(status):
                with suppress(LabError):
                    write_state(run, status, "queued", None)

    def _stays(self, id: str) -> bool:
        run = self._run(id)
        status, want = run.raw_status(), run.control()
        if not mine(status):
            return self._keeps_its_place(id, status)
        if want != "run":
            write_state(run, status, "paused" if want == "pause" else "stopped", None)
        return want == "run"

    def _keeps_its_place(self, id: str, status: Status) -> bool:
        """Whether a run that someone else trains stays: only if that is its own lost worker,
        breathing its last."""
        shown = self._run(id).status().state if self._lost[id] else None
        if shown == "interrupted":
            write_state(self._run(id), status, "queued", None)
        return shown in ("interrupted", "running")

    def _is_free(self, id: str) -> bool:
        return not self._lost[id] or mine(self._run(id).raw_status())

    def _run(self, id: str) -> RunFolder:
        return RunFolder(self._folder / id)


def mine(status: Status) -> bool:
    """Whether this process answers for a run."""
    return (status.host, status.pid) == (HOST, os.getpid())


def write_state(run: RunFolder, status: Status, state: State, error: str | None) -> None:
    """Say that the run is in this state by now, with this process to answer for it."""
    write_status(run.status_file, adopted(status, state=state, error=error, eta=None))
