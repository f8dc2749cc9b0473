"""The training process's side of a run: it claims it, says that it lives, hears what is wanted."""

import threading
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from core.errors import LabError, TrainingFailed
from core.runs.claim import claim, loss, release
from core.runs.folder import RunFolder, Want
from core.runs.status import State, Status, adopted, write_status

PERIOD = 0.3  # seconds between beats


class Heartbeat:
    """Context manager around a training: `with Heartbeat(folder, total=1000) as heart: …`.

    A thread replaces `status.json` every 0.3 s with a rising counter and reads `control.json`.
    Leaving the block by an exception marks the run failed with a sentence; leaving it without
    `finish` marks it stopped. Entry raises `BadInput` when another living process trains this run.
    Once the run is lost (deleted, or taken over) nothing is written any more.
    """

    def __init__(self, folder: RunFolder, **values: Any) -> None:
        self._folder = folder
        self._values = values
        self._status = Status()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._wanted: Want = "run"
        self._lost: str | None = None

    @property
    def status(self) -> Status:
        return self._status

    @property
    def wanted(self) -> Want:
        """What the owner wants, read from disk at most 0.3 s ago.

        Raises `TrainingFailed` when the run is no longer this process's to train.
        """
        if self._lost:
            raise TrainingFailed(self._lost)
        return self._wanted

    def update(self, **values: Any) -> None:
        """Change what the next beat writes (`step`, `epoch`, `eta`, `saved`, …); costs no I/O."""
        with self._lock:
            self._status = replace(self._status, **values)

    def finish(self, state: State, error: str | None = None) -> None:
        """Write the final state and stop beating; raises `NoSpace`, or `TrainingFailed` when the
        run is no longer this process's."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        self._write(state=state, error=error, eta=None, draft=None)
        if self._lost:
            raise TrainingFailed(self._lost)

    def __enter__(self) -> Self:
        claim(self._folder.path)
        try:
            self._status = adopted(
                self._folder.raw_status(), error=None, unstable=False, draft=None, **self._values
            )
            self._write(state="running")
        except BaseException:
            release(self._folder.path)
            raise
        self._wanted = self._folder.control()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if not self._ended.is_set():
                with suppress(LabError):  # the error on its way out says more
                    self.finish(*verdict(error))
        finally:
            self._ended.set()
            release(self._folder.path)

    def _write(self, **values: Any) -> None:
        self._lost = self._lost or loss(self._folder.path)
        if self._lost:
            return
        with self._lock:
            beat = self._status.heartbeat + 1
            status = self._status = replace(self._status, heartbeat=beat, **values)
        write_status(self._folder.status_file, status)

    def _beat(self) -> None:
        while not self._lost and not self._ended.wait(PERIOD):
            self._wanted = self._folder.control()
            with suppress(LabError):  # a full disk is told by those files that must be written
                self._write()


def verdict(error: BaseException | None) -> tuple[State, str | None]:
    """The state and the sentence that an error leaves a run with; stopped without one."""
    if error is None:
        return "stopped", None
    if isinstance(error, LabError):
        return "failed", str(error)
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", "Training was interrupted from the keyboard; press Resume."
    if isinstance(error, SystemExit):  # Ray ends so the workers of a server that is gone
        return "interrupted", "The process that trained this run was told to end; press Resume."
    return "failed", f"Training met an unexpected error ({type(error).__name__}: {error})."
