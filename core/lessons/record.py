"""What a learner predicted, which missions are done: one small file a learner, beside the runs."""

import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import NoSpace
from core.paths import runs_dir
from core.runs import read_json, write_json

FOLDER = ".learners"
"""In the folder of the runs, where a leading dot hides it from the library."""

_OWNER = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Record:
    """Predictions by lesson, finished missions by name, and small marks (the tour's, say)."""

    predictions: dict[str, dict[str, Any]] = field(default_factory=dict)
    missions: dict[str, dict[str, Any]] = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=dict)


def folder() -> Path:
    """Where learners' records lie: hidden from the library, on the same disk as the runs."""
    return runs_dir() / FOLDER


def read(owner: str) -> Record:
    """The learner's record; an empty one where there is none yet, or it cannot be read."""
    found = read_json(_file(owner))
    if not isinstance(found, dict):
        return Record()
    return Record(**{key: value for key, value in found.items() if key in asdict(Record())})


def commit(owner: str, slug: str, choice: int, right: bool) -> None:
    """Write down a prediction; the first one stays. Raises `NoSpace`."""
    known = read(owner)
    if slug not in known.predictions:
        known.predictions[slug] = {"choice": choice, "right": right, "at": _now()}
        _write(owner, known)


def finish(owner: str, mission: str, runs: list[str], values: dict[str, Any]) -> None:
    """Write down that a mission is done, by which runs and numbers; the first time stays.

    Raises `NoSpace`.
    """
    known = read(owner)
    if mission not in known.missions:
        known.missions[mission] = {"runs": runs, "values": values, "at": _now()}
        _write(owner, known)


def mark(owner: str, name: str, value: Any) -> None:
    """Remember something small about a learner; raises `NoSpace`."""
    known = read(owner)
    if known.marks.get(name) != value:
        known.marks[name] = value
        _write(owner, known)


def _file(owner: str) -> Path:
    if not _OWNER.fullmatch(owner):
        raise ValueError(f"{owner!r} is no owner's id")
    return folder() / f"{owner}.json"


def _write(owner: str, record: Record) -> None:
    try:
        folder().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoSpace(f"{folder()} could not be made: {error.strerror}.") from error
    write_json(_file(owner), asdict(record))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
