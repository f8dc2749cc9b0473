"""The combinations that a sweep asks for: every one of a grid, or so many at random."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from core.errors import BadInput
from core.spec.errors import unknown_key
from core.spec.knob import number, shown

Values = dict[str, Any]
"""Dotted path of a knob → its value."""

RANGE = ("low", "high", "log", "integer")
DIGITS = 4
"""Significant digits of a number drawn at random: what a person can read and type again."""


def grid(axes: Mapping[str, Sequence[Any]]) -> Iterator[Values]:
    """Every combination once; the last knob turns fastest. Without knobs there is one, empty."""
    for combination in itertools.product(*axes.values()):
        yield dict(zip(axes, combination, strict=True))


def drawn(ranges: Mapping[str, Any], draws: int, seed: int) -> list[Values]:
    """`draws` combinations, each knob from a random stream of its own.

    So another knob, or more draws, change nothing about those that were there. A range is a list
    of values, each as likely as any other, or `{"low", "high"}`, both possible; `log` spreads
    evenly over orders of magnitude, `integer` draws whole numbers.
    """
    columns = {path: _column(path, given, draws, seed) for path, given in ranges.items()}
    return [{path: column[i] for path, column in columns.items()} for i in range(draws)]


def check_axis(path: str, given: Any) -> None:
    """BadInput unless `given` is a list of at least one value."""
    if not isinstance(given, list) or not given:
        raise BadInput(
            f"{path} is {shown(given)} in the grid, but must be a list of values to try, "
            "such as [1, 2, 4]."
        )


def check_range(path: str, given: Any) -> None:
    """BadInput unless something can be drawn from `given`."""
    if isinstance(given, list) and given:
        return
    if not isinstance(given, Mapping):
        raise BadInput(
            f"{path} is {shown(given)}, but to be drawn from it must be a list of values, or an "
            'object such as {"low": 1, "high": 10, "log": true}.'
        )
    for key in given:
        if key not in RANGE:
            raise unknown_key(path, str(key), RANGE)
    low, high = (_bound(path, given, end) for end in ("low", "high"))
    for flag in ("log", "integer"):
        if not isinstance(given.get(flag, False), bool):
            raise BadInput(f"{path}.{flag} is {shown(given[flag])}, but must be true or false.")
    if low >= high:
        raise BadInput(f"{path} is drawn from {number(low)} to {number(high)}: low must be less.")
    if given.get("log") and low <= 0:
        raise BadInput(
            f"{path}.low is {number(low)}, but must be above 0 where the range is logarithmic."
        )
    if given.get("integer") and not (low.is_integer() and high.is_integer()):
        raise BadInput(
            f"{path} is drawn in whole numbers from {number(low)} to {number(high)}: "
            "both ends must be whole."
        )


def _bound(path: str, given: Mapping[str, Any], end: str) -> float:
    value = given.get(end)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        said = "missing" if value is None else shown(value)
        raise BadInput(f"{path}.{end} is {said}, but must be a number.")
    return float(value)


def _column(path: str, given: Any, draws: int, seed: int) -> list[Any]:
    shares = np.random.default_rng([seed, *path.encode()]).random(draws)
    if isinstance(given, list):
        return [given[int(share * len(given))] for share in shares]
    low, high = float(given["low"]), float(given["high"])
    whole = bool(given.get("integer"))
    top = high + 1 if whole else high
    values = low * (top / low) ** shares if given.get("log") else low + (top - low) * shares
    if whole:
        return [min(int(value), int(high)) for value in values]
    return [min(max(float(f"{value:.{DIGITS}g}"), low), high) for value in values]
