"""What a sweep file asks for: a base specification, the knobs to vary, and every point of it."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args
from urllib.parse import parse_qsl

from core.errors import BadInput
from core.jobs.populations import Stacking
from core.runs.library import clean_name
from core.spec import (
    FAMILIES,
    DatasetSpec,
    NetworkSpec,
    RunSpec,
    TrainingSpec,
    flat,
    nested,
    parse_spec,
)
from core.spec.errors import not_an_object, unknown_key
from core.spec.knob import number, shown
from core.spec.listing import KIND
from core.spec.naming import brief, declared
from core.spec.run import SECTIONS
from core.spec.section import Section, all_knobs
from core.sweeps.draws import Values, check_axis, check_range, drawn, grid

KEYS = ("name", "base", "grid", "random", "draws", "seed", "seeds", "folds", "prune", "stack")
MOST_POINTS = 1_000
"""Runs of one sweep; a library of more is no longer looked through with pleasure."""
REPEATS = ("training.seed", "dataset.fold", "dataset.seed")
"""Knobs that repeat a measurement and are averaged over, rather than compared."""
_LENGTHS = {"training.epochs": "training.steps", "training.steps": "training.epochs"}


@dataclass(frozen=True)
class Point:
    """One run of a sweep: the values of what is varied, and the whole specification."""

    values: Values
    spec: RunSpec

    @property
    def key(self) -> str:
        """Tells the points of a sweep apart, in a form that survives being stored."""
        return point_key(self.values)

    @property
    def words(self) -> str:
        return words(self.values)


@dataclass(frozen=True)
class Plan:
    """A checked sweep. `given` is what was asked for, as it is stored; `notices` are sentences."""

    given: dict[str, Any]
    name: str
    points: tuple[Point, ...]
    prune: bool = False
    stack: Stacking = "auto"
    notices: tuple[str, ...] = ()

    @property
    def varied(self) -> tuple[str, ...]:
        """Dotted paths of what differs between points."""
        return tuple(dict.fromkeys(path for point in self.points for path in point.values))


def parse_sweep(given: Any) -> Plan:
    """The plan of a sweep file; every point is a valid specification.

    Raises `BadInput` with one sentence that names the key or the point, and what would be valid.
    """
    if not isinstance(given, Mapping):
        raise not_an_object("the sweep", given, KEYS)
    for key in given:
        if key not in KEYS:
            raise unknown_key("", str(key), KEYS)
    base, axes, ranges = _base(given), _knobs(given, "grid"), _knobs(given, "random")
    draws, seed = _counts(given, bool(ranges))
    repeats = _repeats(given, base, {**axes, **ranges})
    if not (axes or ranges or repeats):
        raise BadInput("The sweep varies nothing; give grid, random, seeds or folds.")
    if axes and ranges:
        raise BadInput("The sweep has both grid and random; give only one of them.")
    count = math.prod(map(len, (axes | repeats).values())) * (draws if ranges else 1)
    if count > MOST_POINTS:
        raise BadInput(
            f"The sweep has {count:,} points, but may have {MOST_POINTS:,} at most; try fewer "
            "values, draws, seeds or folds."
        )
    chosen = drawn(ranges, draws, seed) if ranges else list(grid(axes))
    combinations = [{**one, **repeat} for one in chosen for repeat in grid(repeats)]
    points = [_point(base, values, i) for i, values in enumerate(combinations, 1)]
    kept = tuple({json.dumps(one.spec.as_dict()): one for one in reversed(points)}.values())[::-1]
    return Plan(
        given=dict(given),
        name=_name(given, kept[0], {**axes, **ranges, **repeats}),
        points=kept,
        prune=_flag(given, "prune"),
        stack=_stacking(given),
        notices=_notices(len(points), len(kept)),
    )


def point_key(values: Mapping[str, Any]) -> str:
    return json.dumps(values, sort_keys=True)


def words(values: Mapping[str, Any]) -> str:
    """`model.beta 4, training.seed 1`."""
    return ", ".join(f"{path} {shown(value)}" for path, value in values.items())


def settings_of(values: Mapping[str, Any]) -> Values:
    """The coordinates that are compared: without those that only repeat a measurement."""
    return {path: value for path, value in values.items() if path not in REPEATS}


def _base(given: Mapping[str, Any]) -> Values:
    """The base as dotted paths, from a nested specification, dotted paths, or a link's query."""
    base = given.get("base")
    if isinstance(base, str):
        query = base.rpartition("?")[2]
        return {path: _linked(text) for path, text in parse_qsl(query) if "." in path}
    if not isinstance(base, Mapping):
        said = "missing" if base is None else shown(base)
        raise BadInput(
            f"base is {said}, but must be a specification, as `train` takes it, or the link of one."
        )
    paths = flat(dict(base))
    for path, value in paths.items():
        section, dot, _ = path.partition(".")
        if section not in SECTIONS:
            raise unknown_key("base", section, SECTIONS)
        if not dot:
            raise not_an_object(f"base.{path}", value, ("name", "family"))
    return paths


def _linked(text: str) -> Any:
    """A value as a link has it: JSON, or else a word."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _knobs(given: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The varied knobs under `key`, each known and its values of the right form."""
    axes = given.get(key, {})
    if not isinstance(axes, Mapping):
        raise not_an_object(key, axes, ("model.beta", "training.seed"))
    for path, values in axes.items():
        if path not in known_paths():
            raise unknown_key("", str(path), known_paths())
        (check_axis if key == "grid" else check_range)(path, values)
    return dict(axes)


@cache
def known_paths() -> tuple[str, ...]:
    """Every knob of every data set and model, by its dotted path."""
    members = [member for family in FAMILIES.values() for member in family.members.values()]
    sections: list[type[Section]] = [DatasetSpec, *members, NetworkSpec, TrainingSpec]
    return tuple(dict.fromkeys((*KIND, *(p for one in sections for p in all_knobs(one)))))


def _counts(given: Mapping[str, Any], random: bool) -> tuple[int, int]:
    """How many draws, and the seed that they come from."""
    for key in ("draws", "seed"):
        if key in given and not random:
            raise BadInput(f"{key} belongs to random, which this sweep does not have.")
    if random and "draws" not in given:
        raise BadInput("draws is missing; it must be how many points to draw at random.")
    return _whole(given, "draws", 1, MOST_POINTS), _whole(given, "seed", 0, 2**32 - 1)


def _repeats(given: Mapping[str, Any], base: Values, varied: Values) -> dict[str, list[Any]]:
    """The axes behind `seeds` and `folds`; the number of folds goes into the base."""
    axes: dict[str, list[Any]] = {}
    if "folds" in given:
        if base.get("dataset.folds") == 0:  # a complete specification says that there are none
            del base["dataset.folds"]
        _refuse_both("folds", ("dataset.fold", "dataset.folds"), {**base, **varied})
        base["dataset.folds"] = _whole(given, "folds", 2, 50)
        axes["dataset.fold"] = list(range(base["dataset.folds"]))
    if "seeds" in given:
        _refuse_both("seeds", ("training.seed",), varied)
        first = base.get("training.seed", 0)
        count = _whole(given, "seeds", 1, MOST_POINTS)
        axes["training.seed"] = [first + i for i in range(count)] if type(first) is int else [first]
    return axes


def _refuse_both(key: str, paths: tuple[str, ...], there: Values) -> None:
    for path in paths:
        if path in there:
            raise BadInput(f"{key} says already what {path} is; give only one of them.")


def _point(base: Values, values: Values, place: int) -> Point:
    settings = {path: v for path, v in base.items() if _LENGTHS.get(path) not in values}
    everything = {**settings, **values}
    for path in everything:
        outer = path.rpartition(".")[0]
        if outer in everything:
            raise not_an_object(f"base.{outer}", everything[outer], (path.rpartition(".")[2],))
    try:
        return Point(values, parse_spec(nested(everything)))
    except BadInput as error:
        if not values:
            raise
        raise BadInput(f"Point {place} of the sweep ({words(values)}): {error}") from None


def _name(given: Mapping[str, Any], point: Point, axes: Values) -> str:
    name = given.get("name")
    if name is not None and not isinstance(name, str):
        raise BadInput(f"name is {shown(name)}, but must be a text.")
    if name is not None:
        return clean_name(name)
    known = declared([point.spec])
    varied = " × ".join(brief(path, known) for path in axes)
    first = varied[0].upper() if varied[0].isascii() else varied[0]  # β has no capital here
    return f"{first}{varied[1:]} · {point.spec.dataset.entry.title}"[:80]


def _flag(given: Mapping[str, Any], key: str) -> bool:
    value = given.get(key, False)
    if not isinstance(value, bool):
        raise BadInput(f"{key} is {shown(value)}, but must be true or false.")
    return value


def _stacking(given: Mapping[str, Any]) -> Stacking:
    value = given.get("stack", "auto")
    if value not in get_args(Stacking):
        raise BadInput(f"stack is {shown(value)}, but must be auto, always or never.")
    stacking: Stacking = value
    return stacking


def _whole(given: Mapping[str, Any], key: str, low: int, high: int) -> int:
    value = given.get(key, low)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadInput(
            f"{key} is {shown(value)}, but must be a whole number from {low} to {number(high)}."
        )
    return value


def _notices(asked: int, kept: int) -> tuple[str, ...]:
    if asked == kept:
        return ()
    return (f"{asked - kept} of {asked} points are the same as others and trained only once.",)
