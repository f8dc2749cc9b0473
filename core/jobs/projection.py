"""A map of the codes in the making: what it was asked for, how far it is, and how to cancel it."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

from core.errors import BadInput
from core.runs.files import read_json, saving, write_json
from core.runs.folder import RunFolder
from core.runs.machine import lives

METHODS = {
    "umap": ("neighbours", "minimum_distance", "seed", "examples"),
    "atoms": ("neighbours", "minimum_distance", "seed"),
    "sampling": (),
}
"""What can be computed for a run's pages on wish, each with its settings: maps, and what judging
its samples takes."""
_BOUNDS: dict[str, tuple[type, float, float]] = {
    "neighbours": (int, 2, 200),
    "minimum_distance": (float, 0.0, 0.99),
    "seed": (int, 0, 2**31 - 1),
    "examples": (int, 2_000, 10_000),
}
_PERIOD = 0.2


class CancelledError(Exception):
    """Raised out of a projection's `report` when somebody wants it no more."""


@dataclass(frozen=True)
class Progress:
    """`projection/progress.json`; `progress` in [0, 1], `map` the finished map's file name."""

    token: str
    method: str
    params: dict[str, Any] = field(default_factory=dict)
    state: Literal["waiting", "running", "finished", "failed", "cancelled"] = "waiting"
    progress: float = 0.0
    error: str | None = None
    map: str | None = None
    host: str | None = None
    pid: int | None = None
    pid_start: str | None = None


def checked(method: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """`params` if they are valid for `method`; raises `BadInput` otherwise."""
    if method not in METHODS:
        raise BadInput(f"There is no projection {method!r}; valid is {', '.join(METHODS)}.")
    known = METHODS[method]
    for name, value in params.items():
        if name not in known:
            valid = f"valid are {', '.join(known)}" if known else "it has none"
            raise BadInput(f"{method!r} has no setting {name!r}; {valid}.")
        kind, low, high = _BOUNDS[name]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or (kind is int and value != int(value)) or not low <= value <= high:
            raise BadInput(f"{name} is {value!r}; valid is a number from {low} to {high}.")
    return {name: _BOUNDS[name][0](value) for name, value in params.items()}


def read_progress(run: RunFolder) -> Progress | None:
    """How far the run's map is, or None when none was asked for; a dead process reads as failed."""
    stored = read_json(run.projection / "progress.json")
    if not isinstance(stored, dict):
        return None
    names = {one.name for one in fields(Progress)}
    progress = Progress(**{name: value for name, value in stored.items() if name in names})
    dead = lives(progress.host, progress.pid, progress.pid_start) is False
    if progress.state in ("waiting", "running") and dead:
        return replace(progress, state="failed", error="The process that made this map is gone.")
    return progress


def write_progress(run: RunFolder, progress: Progress) -> None:
    """Replace the progress file; raises `NoSpace`."""
    with saving(run.projection):
        run.projection.mkdir(exist_ok=True)
    write_json(run.projection / "progress.json", asdict(progress))


def ask_to_cancel(run: RunFolder) -> None:
    """Leave the wish that the map be given up; the process looks five times a second."""
    with saving(run.projection):
        run.projection.mkdir(exist_ok=True)
        (run.projection / "cancel").touch()


def forget_cancel(run: RunFolder) -> None:
    """Take an earlier wish to cancel back."""
    with suppress(FileNotFoundError):
        (run.projection / "cancel").unlink()


class Reporter:
    """Told a share in [0, 1]: writes the progress file; raises `CancelledError` when asked to."""

    def __init__(self, run: RunFolder, progress: Progress) -> None:
        self._run = run
        self._next = 0.0
        self.progress = progress

    def __call__(self, share: float) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PERIOD
        if (self._run.projection / "cancel").exists():
            raise CancelledError
        self.progress = replace(self.progress, progress=min(max(share, 0.0), 1.0))
        write_progress(self._run, self.progress)
