"""The effect of a knob: one number of many runs against one hyperparameter, the others held."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.sweeps.aggregate import Mean
from core.sweeps.plan import REPEATS


@dataclass(frozen=True)
class Measured:
    """A run's number, with every knob of its specification by dotted path."""

    run: str
    knobs: Mapping[str, Any]
    value: float

    @property
    def repeat(self) -> str:
        """Which it is of the runs that have all else in common: `fold 2`, counted from 0, or
        `seed 3`."""
        if self.knobs.get("dataset.folds"):
            return f"fold {self.knobs['dataset.fold']}"
        return f"seed {self.knobs.get('training.seed', 0)}"


@dataclass(frozen=True)
class Level:
    """The runs at one value of the knob: what is not held, seeds among it, is averaged over."""

    value: Any
    runs: tuple[Measured, ...]

    @property
    def mean(self) -> Mean:
        return Mean.of([run.value for run in self.runs])


@dataclass(frozen=True)
class Line:
    """Levels of the knob, in order, at fixed values of what is held."""

    knob: str
    held: dict[str, Any]
    levels: tuple[Level, ...]

    @property
    def uneven(self) -> bool:
        """Whether the levels average over different settings, so that a step between two of them
        may come from those and not from the knob."""
        return len({frozenset(self._rest(run) for run in one.runs) for one in self.levels}) > 1

    def _rest(self, run: Measured) -> str:
        rest = {path: v for path, v in run.knobs.items() if path not in (self.knob, *REPEATS)}
        return _key(rest)


def varying(specs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Dotted paths in which some of the specifications differ, without mere repeats.

    A knob that only some of them have counts too: they differ in what decides about it.
    """
    paths = dict.fromkeys(path for spec in specs for path in spec)
    return [
        path
        for path in paths
        if path not in REPEATS and len({_key(spec.get(path)) for spec in specs}) > 1
    ]


def lines(runs: Iterable[Measured], knob: str, held: Sequence[str]) -> list[Line]:
    """One line for each combination of the held knobs' values; what is not held is averaged over.

    Runs without the knob are left out. Longest lines first.
    """
    groups: dict[str, list[Measured]] = {}
    for run in runs:
        if run.knobs.get(knob) is not None:
            key = _key([run.knobs.get(path) for path in held])
            groups.setdefault(key, []).append(run)
    found = [_line(group, knob, held) for group in groups.values()]
    return sorted(found, key=lambda line: -len(line.levels))


def telling(specs: Sequence[Mapping[str, Any]]) -> str | None:
    """The knob that these runs say most about: the most values with all others the same.

    None where no two runs differ in one knob alone.
    """
    paths = varying(specs)
    runs = [Measured("", spec, 0.0) for spec in specs]
    best, most = None, 1
    for path in paths:
        found = lines(runs, path, [other for other in paths if other != path])
        if found and len(found[0].levels) > most:
            best, most = path, len(found[0].levels)
    return best


def _line(runs: Sequence[Measured], knob: str, held: Sequence[str]) -> Line:
    by_value: dict[str, list[Measured]] = {}
    for run in runs:
        by_value.setdefault(_key(run.knobs[knob]), []).append(run)
    levels = [Level(group[0].knobs[knob], tuple(group)) for group in by_value.values()]
    return Line(
        knob=knob,
        held={path: runs[0].knobs.get(path) for path in held},
        levels=tuple(sorted(levels, key=lambda level: _place(level.value))),
    )


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _place(value: Any) -> tuple[int, float, str]:
    """Numbers by size, then everything else by name."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 0, float(value), ""
    return 1, 0.0, _key(value)
