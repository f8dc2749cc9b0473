"""Missions: what a learner's own runs must show, and whether they do."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.errors import BadInput
from core.lessons.lesson import lessons
from core.lessons.numbers import numbers
from core.runs import RunFolder
from core.spec import flat
from core.spec.compare import differences

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
}  # fmt: skip
_CONDITION = re.compile(r"(?P<name>[a-z0-9_.]+) (?P<op><=|>=|==|<|>) (?P<value>\S+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

LOW, HIGH = "low.", "high."
"""Of two runs that differ in one knob, the one with the lower value and the one with the higher."""


@dataclass(frozen=True)
class Condition:
    """`fvu < 0.1`: a name, how it is compared, and a number, a word or another name."""

    name: str
    op: str
    value: float | str

    def __str__(self) -> str:
        return f"{self.name} {self.op} {self.value:g}" if self.is_number else self._text()

    @property
    def is_number(self) -> bool:
        return not isinstance(self.value, str)

    def _text(self) -> str:
        return f"{self.name} {self.op} {self.value}"

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether these facts meet it; what is not known is not met."""
        left = facts.get(self.name)
        right = facts.get(self.value, self.value) if isinstance(self.value, str) else self.value
        try:
            return left is not None and _COMPARISONS[self.op](left, right)
        except TypeError:  # a word held against a number
            return False


@dataclass(frozen=True)
class Mission:
    """What is to be reached by one run, or with `pair` by two that differ in that knob alone."""

    name: str
    ask: str
    reach: tuple[Condition, ...]
    pair: str = ""


@dataclass(frozen=True)
class Try:
    """How near one run, or two, came: the facts that count, and which conditions are met."""

    runs: tuple[RunFolder, ...]
    facts: dict[str, Any]
    met: tuple[bool, ...]

    @property
    def done(self) -> bool:
        return all(self.met)


def condition(text: str) -> Condition:
    """Read `fvu < 0.1`; raises `BadInput` where it is something else."""
    found = _CONDITION.fullmatch(text)
    if not found:
        raise BadInput(f"{text!r} is no condition; one is like “fvu < 0.1”.")
    value = found["value"]
    return Condition(
        found["name"], found["op"], float(value) if _NUMBER.fullmatch(value) else value
    )


def facts(run: RunFolder) -> dict[str, Any]:
    """What conditions may name of a finished run: the numbers of its summary on the test set, every
    knob by its dotted path, `train.` numbers, and `collapsed`: latent dimensions not active."""
    summary = run.summary() or {}
    test = numbers(summary)
    found: dict[str, Any] = {
        f"train.{key}": value for key, value in summary.get("train", {}).items()
    }
    found |= {key: summary[key] for key in ("seconds", "parameters", "seed") if key in summary}
    found |= flat(run.spec.as_dict()) | test
    if "active_units" in test:
        found["collapsed"] = found["model.latent_dim"] - test["active_units"]
    return found


@cache
def read_by_missions() -> tuple[str, ...]:
    """Every name that a condition of some lesson's mission reads, of whichever of two runs."""
    found: dict[str, None] = {}
    for block in (block for one in lessons().values() for block in one.live("mission")):
        for wanted in map(condition, block.arguments["reach"]):
            for name in (wanted.name, str(wanted.value)):
                if name == wanted.name or name.startswith((LOW, HIGH)):
                    found[name.removeprefix(LOW).removeprefix(HIGH)] = None
    return tuple(found)


def best_try(mission: Mission, runs: Sequence[RunFolder]) -> Try | None:
    """The finished run (or pair) that meets most conditions, the newest of equals; `runs` come
    newest first. None where nothing was tried."""
    finished = [run for run in runs if run.summary()]
    tries = _pairs(mission, finished) if mission.pair else [_one(mission, run) for run in finished]
    return max(tries, key=lambda one: sum(one.met), default=None)


def _one(mission: Mission, run: RunFolder) -> Try:
    known = facts(run)
    return Try((run,), known, tuple(c.holds(known) for c in mission.reach))


def _pairs(mission: Mission, runs: Sequence[RunFolder]) -> list[Try]:
    found = []
    for place, one in enumerate(runs):
        for other in runs[place + 1 :]:
            if set(differences(one.spec, other.spec)) != {mission.pair}:
                continue
            low, high = sorted((one, other), key=lambda run: facts(run)[mission.pair])
            known = {LOW + key: value for key, value in facts(low).items()}
            known |= {HIGH + key: value for key, value in facts(high).items()}
            met = tuple(c.holds(known) for c in mission.reach)
            found.append(Try((low, high), known, met))
    return found
