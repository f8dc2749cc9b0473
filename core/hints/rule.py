"""A hint, what it may look at, and the rules that find one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

SHRINKING = ("l2", "kl")
"""Sparsity rules that make codes small rather than exactly zero."""


@dataclass(frozen=True)
class Hint:
    """One observation in words, and the changes of the specification that would test the cure.

    Knobs that do nothing once `cure` is applied are to be left out (`core.spec.acting`).
    """

    text: str
    cure: dict[str, Any] = field(default_factory=dict)
    action: str = ""


@dataclass(frozen=True)
class Trained:
    """What a hint may look at; `model` and `training` are sections of the specification."""

    spec: Mapping[str, Any]
    summary: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    unstable: bool

    @property
    def model(self) -> Mapping[str, Any]:
        return self.spec["model"]

    @property
    def training(self) -> Mapping[str, Any]:
        return self.spec["training"]

    @property
    def test(self) -> Mapping[str, Any]:
        return self.summary.get("test", {})


Rule: TypeAlias = Callable[[Trained], Hint | None]

_RULES: dict[int, Rule] = {}


def rule(place: int) -> Callable[[Rule], Rule]:
    """Decorator: the function is asked about every run; hints of a smaller place come first."""

    def register(found: Rule) -> Rule:
        if place in _RULES:
            raise ValueError(f"{found.__name__} and {_RULES[place].__name__} share place {place}.")
        _RULES[place] = found
        return found

    return register


def in_order() -> list[Rule]:
    """All rules, the most important first."""
    return [_RULES[place] for place in sorted(_RULES)]


def at_rate(text: str, rate: float) -> Hint:
    """The cure is another learning rate."""
    rate = float(f"{min(max(rate, 1e-7), 10):.6g}")
    return Hint(text, {"training.learning_rate": rate}, f"Train it at learning rate {rate:g}")


def lighter(run: Trained, text: str) -> Hint:
    """The cure is a third of the sparsity weight."""
    lower = float(f"{run.model['weight'] / 3:.6g}")
    return Hint(text, {"model.weight": lower}, f"Train it with weight {lower:g}")
