"""A record of a reproduction in words: what the component draws, and what stands above it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from core.quantities import quantity
from core.reproductions import Experiment, How, Number, Record
from core.spec import parse_spec
from pages.widgets.link import to_query

HOW: dict[How, str] = {
    "read": "re-read in the source",
    "memory": "quoted, not re-checked",
    "code": "plain reference code",
}
"""Where a number of theirs comes from, in words."""
MANY = 8
"""With more experiments than this, those without a mark are folded away at first."""


def verdict(number: Number) -> str:
    """ "met", "missed", "no mark" or "not run yet"."""
    if number.measured is None:
        return "not run yet"
    return {True: "met", False: "missed", None: "no mark"}[number.met]


def tally(records: Iterable[Record]) -> Counter[str]:
    """How many numbers with a pass mark are met, missed and not run yet."""
    experiments = (one for record in records for one in record.experiments)
    return Counter(verdict(n) for one in experiments for n in one.numbers if n.held)


def measured_on(record: Record) -> str:
    """When and on what, in one line."""
    if record.machine is None:
        return f"Not run yet. Its command: `{record.command}`"
    its = record.machine
    threads = "one thread" if its.threads == 1 else f"{its.threads} threads"
    on = f"{its.processor}, {its.cores} cores, {threads}"
    form = "the full protocol" if record.form == "full" else "the short form"
    with_ = f"torch {its.torch}, Python {its.python}"
    return f"Measured on {record.date}, {form}: {its.accelerator or on}; {with_}."


def table(record: Record) -> dict[str, Any]:
    """What the component `reproductions` draws of a record."""
    many = len(record.experiments) > MANY
    return {
        "title": record.title,
        "command": record.command,
        "experiments": [
            {**_experiment(one), "folded": many and not any(n.held for n in one.numbers)}
            for one in record.experiments
        ],
    }


def _experiment(one: Experiment) -> dict[str, Any]:
    return {
        "what": one.what,
        "protocol": one.protocol,
        "why": one.why,
        "seeds": list(one.seeds),
        "specification": one.specification,
        "train": train_link(one.specification),
        "numbers": [_number(number, one) for number in one.numbers],
    }


def train_link(specification: dict[str, Any] | None) -> str:
    """The address of Train with this specification in its form; "" where there is none."""
    if specification is None:
        return ""
    return f"/train?{urlencode(to_query(parse_spec(specification)))}"


def _number(number: Number, experiment: Experiment) -> dict[str, Any]:
    theirs = number.reference
    return {
        "what": number.what,
        "unit": number.unit,
        "help": quantity(number.quantity, experiment.specification).help,
        "theirs": _value(theirs.value) if theirs else "",
        "how": HOW[theirs.how] if theirs else "",
        "source": theirs.source if theirs else "",
        "mark": mark(number),
        "ours": _value(number.measured, 4),
        "spread": spread(number),
        "values": [_value(value, 5) for value in number.values],
        "verdict": verdict(number),
        "beside": [
            {"of": r.of, "value": _value(r.value), "source": r.source, "how": HOW[r.how]}
            for r in number.beside
        ],
    }


def mark(number: Number) -> str:
    """The bounds of the pass mark in words; "" where there is none."""
    low, high = number.low, number.high
    if low is None and high is None:
        return ""
    if low is None:
        return f"at most {_value(high, 4)}"
    if high is None:
        return f"at least {_value(low, 4)}"
    middle = number.reference.value if number.reference else None
    if middle is not None and abs(low + high - 2 * middle) < 1e-6:
        return f"± {_value((high - low) / 2)}"
    return f"{_value(low, 4)} to {_value(high, 4)}"


def spread(number: Number) -> str:
    """How far ours may be off, as far as that is known."""
    if len(number.values) > 1:
        ends = f"{_value(min(number.values), 4)} to {_value(max(number.values), 4)}"
        return f"mean of {len(number.values)} seeds, {ends}"
    if number.error is not None:
        return f"± {_value(number.error, 2)}, standard error over test examples"
    return ""


def _value(value: float | None, digits: int = 6) -> str:
    """A number to so many significant digits; "" where there is none."""
    if value is None:
        return ""
    return f"{value:.{digits}g}".replace("-", "−")
