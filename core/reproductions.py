"""Published results beside ours: what a benchmark measured, as its own command recorded it.

A benchmark (`tests/benchmarks/science`) plans its experiments, with the numbers they are held to,
and fills in what it measures; `--record` writes both into one file of `assets/reproductions`, which
the page of that name shows. Nobody types a number in between.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any, Literal

from core.paths import ASSETS
from core.runs import read_json, write_json

FOLDER = ASSETS / "reproductions"

How = Literal["read", "memory", "code"]
"""Where a number of theirs was taken from: re-read in its source, quoted from memory of a paper and
not re-checked, or measured with plain reference code."""


@dataclass(frozen=True)
class Reference:
    """A number of theirs. `of`: what else they measured, where it is not what we measure; such a
    number is told beside ours and held against nothing."""

    value: float
    source: str
    how: How
    of: str = ""


@dataclass(frozen=True)
class Number:
    """One quantity: theirs, the bounds of the pass mark (both None where it is only shown), ours.

    `quantity` is its key in `core.quantities`, which defines it. `values` holds one measurement a
    seed, none where nobody has measured yet; `error` is the standard error over test examples,
    where that is known.
    """

    what: str
    quantity: str
    unit: str = ""
    reference: Reference | None = None
    low: float | None = None
    high: float | None = None
    beside: tuple[Reference, ...] = ()
    values: tuple[float, ...] = ()
    error: float | None = None

    @classmethod
    def near(
        cls, what: str, quantity: str, reference: Reference, margin: float, unit: str = ""
    ) -> "Number":
        """Held to the reference ± `margin`."""
        low, high = reference.value - margin, reference.value + margin
        return cls(what, quantity, unit, reference, round(low, 9), round(high, 9))

    @property
    def measured(self) -> float | None:
        """The mean over seeds; None where nobody has measured yet."""
        return mean(self.values) if self.values else None

    @property
    def held(self) -> bool:
        """Whether there is a pass mark."""
        return self.low is not None or self.high is not None

    @property
    def met(self) -> bool | None:
        """Whether the mean meets the mark; None where there is no mark or no measurement."""
        if not self.held or self.measured is None:
            return None
        low = self.low is None or self.measured >= self.low
        return low and (self.high is None or self.measured <= self.high)

    def found(self, *values: float, error: float | None = None) -> "Number":
        """The same with what was measured."""
        return replace(self, values=values, error=error)

    def __str__(self) -> str:
        beside = "" if self.reference is None else f" (theirs {self.reference.value:g})"
        if self.measured is None:
            return f"{self.what}{beside} not run yet"
        verdict = {True: "met", False: "MISSED", None: "shown"}[self.met]
        return f"{self.what} {self.measured:.4g}{beside} {verdict}"


@dataclass(frozen=True)
class Experiment:
    """One thing that is trained or fitted, with its numbers.

    `specification` is complete (its seed the first one), None where no model of ours is trained.
    `protocol` says what it leaves open, and what ours does differently; `why`, what is known of the
    reason for a difference that remains.
    """

    what: str
    protocol: str
    numbers: tuple[Number, ...]
    specification: dict[str, Any] | None = None
    seeds: tuple[int, ...] = ()
    why: str = ""

    def found(self, *measured: Sequence[float], error: float | None = None) -> "Experiment":
        """With the values of each number, in their order; `error` is the first one's."""
        first, *rest = (n.found(*v) for n, v in zip(self.numbers, measured, strict=True))
        return replace(self, numbers=(replace(first, error=error), *rest))

    def planned(self) -> "Experiment":
        """Without what was measured."""
        bare = (replace(number, values=(), error=None) for number in self.numbers)
        return replace(self, numbers=tuple(bare))

    @property
    def measured(self) -> bool:
        return all(number.values for number in self.numbers)

    def __str__(self) -> str:
        return f"{self.what}: {'; '.join(map(str, self.numbers))}"


@dataclass(frozen=True)
class Machine:
    """What measured: enough to judge a number by, nothing that names a place or a host."""

    processor: str
    cores: int
    threads: int
    python: str
    torch: str
    accelerator: str = ""


@dataclass(frozen=True)
class Record:
    """What one benchmark found. `date` (ISO) and `machine` are empty where nothing was run yet."""

    name: str
    title: str
    family: str
    about: str
    form: str
    command: str
    experiments: tuple[Experiment, ...]
    date: str = ""
    machine: Machine | None = None

    @property
    def run(self) -> bool:
        """Whether anything was measured."""
        return any(one.measured for one in self.experiments)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able; each number also says whether it is met."""
        plain = asdict(self, dict_factory=_listed)
        for experiment, one in zip(plain["experiments"], self.experiments, strict=True):
            for number, its in zip(experiment["numbers"], one.numbers, strict=True):
                number["met"] = its.met
        return plain

    def write(self, folder: Path = FOLDER) -> Path:
        """Write `NAME.json`; the folder is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.name}.json"
        write_json(file, self.as_dict())
        return file


def read(file: Path) -> Record:
    """The record in a file of `write`."""
    plain = read_json(file)
    machine = plain["machine"] and Machine(**plain["machine"])
    experiments = tuple(_experiment(one) for one in plain["experiments"])
    return Record(**{**plain, "machine": machine, "experiments": experiments})


def recorded(folder: Path = FOLDER) -> list[Record]:
    """Every record there is, by the names of the files."""
    return [read(file) for file in sorted(folder.glob("*.json"))]


def _experiment(plain: dict[str, Any]) -> Experiment:
    numbers = tuple(_number(one) for one in plain["numbers"])
    return Experiment(**{**plain, "numbers": numbers, "seeds": tuple(plain["seeds"])})


def _number(plain: dict[str, Any]) -> Number:
    told = {key: value for key, value in plain.items() if key != "met"}
    reference = told["reference"] and Reference(**told["reference"])
    beside = tuple(Reference(**one) for one in told["beside"])
    told |= {"reference": reference, "beside": beside, "values": tuple(told["values"])}
    return Number(**told)


def _listed(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """A dictionary with lists for tuples, which JSON does not have."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields}
