"""A knob: one hyperparameter with its bounds, default and explanation, declared once.

Form, validation, tooltips, command line and comparison table all read what is declared here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

Kind = Literal["float", "int", "choice", "int_list", "float_list", "bool"]
LISTS = ("int_list", "float_list")
Choices = Mapping[str, str]


def as_tuple(value: Any) -> Any:
    """JSON has lists only."""
    return tuple(value) if isinstance(value, list) else value


Whole = Annotated[tuple[int, ...], BeforeValidator(as_tuple)]
Real = Annotated[tuple[float, ...], BeforeValidator(as_tuple)]


@dataclass(frozen=True)
class Limit:
    """Bounds that follow from another knob's value, and why."""

    minimum: float
    maximum: float
    reason: str


@dataclass(frozen=True)
class Knob:
    """One hyperparameter as a person meets it.

    `path` is dotted (`model.beta`). `label` is plain words, `help` the definition, `more` and
    `less` say what turning it up and down does. `choices` maps each valid name to a label, `words`
    names that may stand in place of a number. `optional` means that it may be left without value.
    `value` is the present value where the knob was read from a specification.
    """

    path: str
    kind: Kind
    default: Any
    label: str
    help: str
    symbol: str = ""
    unit: str = ""
    more: str = ""
    less: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    scale: Literal["linear", "log"] = "linear"
    choices: Choices = field(default_factory=dict)
    words: Choices = field(default_factory=dict)
    length: tuple[int, int] | None = None
    when: tuple[str, tuple[str, ...]] | None = None
    optional: bool = False
    main: bool = False
    reason: str = ""
    value: Any = None

    @property
    def name(self) -> str:
        """Last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def heading(self) -> str:
        """`symbol · label`, or the label alone."""
        return f"{self.symbol} · {self.label}" if self.symbol else self.label

    def limited(self, limit: Limit | None) -> "Knob":
        """This knob with bounds that follow from other knobs."""
        if limit is None:
            return self
        return replace(self, minimum=limit.minimum, maximum=limit.maximum, reason=limit.reason)

    def allows(self, value: Any) -> bool:
        """Whether a value of the right type is also a valid one."""
        if value is None:
            return self.optional
        if self.kind == "choice":
            return value in self.choices
        if self.kind in LISTS:
            assert self.length is not None
            short, long = self.length
            return short <= len(value) <= long and all(self._within(item) for item in value)
        if isinstance(value, str):
            return value in self.words
        return self._within(value)

    def valid(self) -> str:
        """What is valid, in words: `a whole number from 1 to 512`."""
        if self.kind == "choice":
            return one_of(list(self.choices))
        if self.kind == "bool":
            return "true or false"
        bounds = f" from {number(self.minimum)} to {number(self.maximum)}"
        if self.kind in LISTS:
            assert self.length is not None
            short, long = self.length
            count = f"{short}" if short == long else f"{short} to {long}"
            noun = "whole numbers" if self.kind == "int_list" else "numbers"
            return f"a list of {count} {noun}{bounds}"
        noun = "a whole number" if self.kind == "int" else "a number"
        words = f", or {one_of(list(self.words))}" if self.words else ""
        reason = f" ({self.reason})" if self.reason else ""
        return f"{noun}{bounds}{words}{reason}"

    def _within(self, value: float) -> bool:
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


def knob(
    default: Any,
    *,
    label: str,
    help: str,
    symbol: str = "",
    unit: str = "",
    more: str = "",
    less: str = "",
    bounds: tuple[float, float] | None = None,
    step: float | None = None,
    scale: Literal["linear", "log"] = "linear",
    choices: Choices | Callable[[], Choices] | None = None,
    words: Choices | None = None,
    length: tuple[int, int] | None = None,
    when: tuple[str, tuple[str, ...]] | None = None,
    main: bool = False,
) -> Any:
    """A pydantic field that carries what `Knob` needs.

    `when=("likelihood", ("gaussian",))` says that the knob acts only while the named neighbour in
    the same section has one of these values; otherwise it must be left at its default.
    """
    meta = {
        "label": label,
        "help": help,
        "symbol": symbol,
        "unit": unit,
        "more": more,
        "less": less,
        "minimum": bounds[0] if bounds else None,
        "maximum": bounds[1] if bounds else None,
        "step": step,
        "scale": scale,
        "choices": choices or {},
        "words": words or {},
        "length": length,
        "when": when,
        "main": main,
    }
    extra: Any = {"knob": meta}
    return Field(default=default, validate_default=True, json_schema_extra=extra)


def number(value: float | None) -> str:
    """A bound as people write it: thousands separated, no trailing zeros."""
    if value is None:
        return "any"
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"


def shown(value: Any) -> str:
    """A given value as JSON would show it, shortened to stay in one sentence."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def one_of(names: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"
