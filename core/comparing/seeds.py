"""Which runs are repeats: alike in every setting but the seed of their training."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from core.runs import RunFolder, read_json

_PART = " · "  # as core.spec.describe joins them
MOST = 24
"""Runs that are added to those that a person chose, of one setting."""


@dataclass(frozen=True)
class Repeats:
    """Runs of one setting: those chosen, in order, and `more` of the same setting, the newest."""

    chosen: tuple[RunFolder, ...]
    more: tuple[RunFolder, ...] = ()


def repeats(chosen: Sequence[RunFolder], others: Iterable[RunFolder] = ()) -> list[Repeats]:
    """The chosen runs by setting, in order of the first of each.

    `others`, newest first, join their setting where they are finished, at most `MOST` to each: one
    that stopped early has another length. A folder whose specification cannot be read is no repeat.
    """
    found: dict[str, list[RunFolder]] = {}
    for run in chosen:
        found.setdefault(_setting(run) or run.id, []).append(run)
    more: dict[str, list[RunFolder]] = {key: [] for key in found}
    ids = {run.id for run in chosen}
    for run in others:
        key = _setting(run)
        wanted = key in more and run.id not in ids and len(more[key]) < MOST
        if key and wanted and run.raw_status().state == "finished":
            more[key].append(run)
    return [Repeats(tuple(runs), tuple(more[key])) for key, runs in found.items()]


def common_name(names: Sequence[str]) -> str:
    """What several repeats are called: the parts that all their names begin with, else the first's.

    ("VAE · β 4", "VAE · β 4 · seed 1") → "VAE · β 4".
    """
    parts = [name.split(_PART) for name in names]
    shared = [
        same[0] for same in takewhile(lambda same: len(set(same)) == 1, zip(*parts, strict=False))
    ]
    return _PART.join(shared) or names[0]


def setting_of(spec: Mapping[str, Any]) -> str:
    """What a stored specification says without `training.seed`, in one spelling."""
    training = {name: value for name, value in spec["training"].items() if name != "seed"}
    return json.dumps({**spec, "training": training}, sort_keys=True)


def _setting(run: RunFolder) -> str | None:
    return _setting_in(run.path)


@lru_cache(maxsize=4096)
def _setting_in(path: Path) -> str | None:
    """Kept: a stored specification never changes, and a library may hold a thousand."""
    spec = read_json(path / "spec.json")
    return setting_of(spec) if isinstance(spec, dict) and "training" in spec else None
