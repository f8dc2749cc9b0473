"""Maps of codes (UMAP) in line and in the making: one process, on demand, gone when idle."""

import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import BadInput, LabError
from core.jobs.employer import Worker
from core.jobs.lines import Message
from core.jobs.projection import (
    Progress,
    ask_to_cancel,
    checked,
    forget_cancel,
    read_progress,
    write_progress,
)
from core.runs.folder import RunFolder
from core.runs.machine import HOST, process_start

_NAMES = {"umap": "A map", "atoms": "A map", "sampling": "The sampling laboratory"}
IDLE = 120.0  # seconds after which the process ends; it holds some 600 MB


class Maps:
    """Not safe for threads by itself: the manager calls it under its lock."""

    def __init__(self, hire: Callable[[], Worker], idle: float = IDLE) -> None:
        self._hire = hire
        self._idle = idle
        self._waiting: list[tuple[RunFolder, Progress]] = []
        self._worker: Worker | None = None

    @property
    def workers(self) -> list[Worker]:
        return [self._worker] if self._worker else []

    def add(self, run: RunFolder, method: str, params: Mapping[str, Any]) -> str:
        """Put a map in line; the token names this asking. One in the making keeps its own."""
        if run.is_gallery:
            raise BadInput(f"{run.name} is an example that ships with its map: train a copy.")
        settings = checked(method, params)
        current = read_progress(run)
        if current and current.state in ("waiting", "running"):
            if (current.method, current.params) == (method, settings):
                return current.token
            raise BadInput(
                f"{_NAMES[current.method]} of {run.name} is in the making; cancel it first."
            )
        pid = os.getpid()
        progress = Progress(
            secrets.token_hex(8),
            method,
            settings,
            host=HOST,
            pid=pid,
            pid_start=process_start(pid),
        )
        forget_cancel(run)
        write_progress(run, progress)
        self._waiting.append((run, progress))
        return progress.token

    def cancel(self, run: RunFolder) -> None:
        """Give up the run's map, in line or in the making; nothing happens when there is none."""
        for one in [one for one in self._waiting if one[0] == run]:
            self._waiting.remove(one)
            write_progress(run, replace(one[1], state="cancelled"))
            return
        current = read_progress(run)
        if current and current.state == "running":
            ask_to_cancel(run)

    def serve(self) -> None:
        """Start the process when there is work, hand work out, end the process when idle."""
        worker = self._worker
        if worker is None:
            if self._waiting:
                self._worker = self._hire()
        elif worker.state == "idle" and self._waiting:
            run, progress = self._waiting.pop(0)
            worker.send(
                {
                    "job": "project",
                    "run": str(run.path),
                    "token": progress.token,
                    "method": progress.method,
                    "params": progress.params,
                }
            )
        elif worker.state == "idle" and time.monotonic() - worker.idle_since > self._idle:
            self._worker = None
            worker.close()

    def hear(self, worker: Worker, message: Message | None) -> None:
        """Act on what the worker said; None: it has ended."""
        if message is None:
            if worker is self._worker:
                self._worker = None
                self._bury(worker)
            return
        if message["event"] == "failed" and worker.job is not None:
            _fail(RunFolder(Path(worker.job["run"])), message["error"])
        worker.rest()

    def _bury(self, worker: Worker) -> None:
        """Its map failed; or, if it never got ready, the first in line did."""
        if worker.job is not None:
            cause = worker.cause_of_death()
            _fail(RunFolder(Path(worker.job["run"])), f"The process that made this map {cause}.")
        elif worker.state == "starting" and self._waiting:
            run, _ = self._waiting.pop(0)
            _fail(run, f"No process could be started for this map: {worker.last_words()}")


def _fail(run: RunFolder, sentence: str) -> None:
    """Mark the run's map failed, unless it was done with before."""
    current = read_progress(run)
    if current is not None and current.state not in ("finished", "cancelled"):
        with suppress(LabError):
            write_progress(run, replace(current, state="failed", error=sentence))
