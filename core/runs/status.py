"""What a run is doing, as its process last wrote it, and how an observer doubts a silent one."""

import json
import os
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from core.errors import NoSpace
from core.runs.files import read_json, saving, write_json
from core.runs.machine import HOST, lives, process_start

State = Literal["queued", "running", "paused", "stopped", "finished", "failed", "interrupted"]
STATES: tuple[State, ...] = get_args(State)
ACTIVE: tuple[State, ...] = ("queued", "running")
RESUMABLE: tuple[State, ...] = ("paused", "stopped", "failed", "interrupted")
Author = tuple[str | None, int | None]
"""The host and the id of a process that answers for a run."""
SILENCE = 10.0  # seconds without a heartbeat after which a run counts as interrupted


@dataclass(frozen=True)
class Status:
    """One moment of a run. `eta` in seconds; `saved` is the step of the last checkpoint.

    `note` is a sentence about what it does just now (a download) or what befell it; `unstable`
    says that it failed because its numbers diverged. `draft` is the row of metrics under way: what
    the next one would say if it were written now (with its `seconds`), so that curves move between
    the rows of a long run.
    """

    state: State = "queued"
    step: int = 0
    total: int = 0
    epoch: float = 0.0
    epochs: float | None = None
    eta: float | None = None
    saved: int = 0
    device: str | None = None
    threads: int | None = None
    error: str | None = None
    unstable: bool = False
    note: str | None = None
    draft: dict[str, Any] | None = None
    host: str | None = HOST
    pid: int | None = field(default_factory=os.getpid)
    pid_start: str | None = field(default_factory=lambda: process_start(os.getpid()))
    heartbeat: int = 0

    @property
    def active(self) -> bool:
        """Queued or running: some process answers for it."""
        return self.state in ACTIVE

    @property
    def resumable(self) -> bool:
        """It stands still before its end and can go on."""
        return self.state in RESUMABLE

    @property
    def orphaned(self) -> bool:
        """Active by its own account, but its process is proven dead."""
        return self.active and lives(self.host, self.pid, self.pid_start) is False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def adopted(status: Status, **values: Any) -> Status:
    """The next moment with this process as its author: `values` changed, one heartbeat later."""
    pid = os.getpid()
    here: dict[str, Any] = {"host": HOST, "pid": pid, "pid_start": process_start(pid)}
    return replace(status, **(here | {"heartbeat": status.heartbeat + 1} | values))


def read_status(path: Path) -> Status:
    """The status written in `path`; a missing file reads as interrupted, by nobody."""
    stored = read_json(path)
    if not isinstance(stored, dict):
        return Status("interrupted", host=None, pid=None, pid_start=None)
    names = {one.name for one in fields(Status)}
    return Status(**{name: value for name, value in stored.items() if name in names})


def write_status(path: Path, status: Status) -> None:
    """Replace the status file atomically; on a full disk overwrite it where it lies."""
    try:
        write_json(path, status.as_dict())
    except NoSpace:
        if not path.exists():
            raise
        _overwrite(path, json.dumps(status.as_dict()).encode())


def _overwrite(path: Path, data: bytes) -> None:
    """Write `data` over what `path` holds, in one call, padded with spaces to the old length.

    The file owns its block already, so the news that the disk is full still fits there.
    """
    with saving(path), path.open("r+b", buffering=0) as file:
        file.write(data.ljust(path.stat().st_size) + b"\n")


def settle(path: Path, state: State, error: str | None, authors: Collection[Author]) -> None:
    """Give the run of status file `path` its end, if it is active by its own account and one of
    `authors` says so; what others answer for is left alone."""
    status = read_status(path)
    if status.active and (status.host, status.pid) in authors:
        write_status(path, adopted(status, state=state, error=error, eta=None))


class Observer:
    """Doubts runs: by proof where it sees their processes, else by its own clock, when the
    heartbeat has not changed for `SILENCE` seconds.

    It needs no agreement between clocks of different machines. `observe` may be called by threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, tuple[tuple[str | None, int | None, int], float]] = {}
        self._lock = threading.Lock()

    def observe(self, key: str, status: Status) -> Status:
        """The status to show: as written, or interrupted where its process has gone silent."""
        if not status.active:
            with self._lock:
                self._seen.pop(key, None)
            return status
        known = lives(status.host, status.pid, status.pid_start)
        # One that is seen to live is only slow: on a busy machine training gets what is left over.
        if known is False or (known is None and self._silent(key, status)):
            error = status.error or interruption(status)
            return replace(status, state="interrupted", eta=None, error=error)
        return status

    def _silent(self, key: str, status: Status) -> bool:
        beat = (status.host, status.pid, status.heartbeat)
        now = self._clock()
        with self._lock:
            known = self._seen.get(key)
            if known is None or known[0] != beat:
                self._seen[key] = (beat, now)
                return False
            return now - known[1] >= SILENCE


def interruption(status: Status) -> str:
    """The sentence for a run whose process is gone."""
    if status.state == "queued" and status.step == 0:
        return "The program ended before this run began; press Resume to start it."
    return f"The process that trained this run is gone. {kept(status)}"


def kept(status: Status) -> str:
    """What a resume will find, as a sentence."""
    if status.saved > 0:
        return f"Everything up to step {status.saved} is kept; press Resume."
    return "Press Resume to go on from the last saved step."
