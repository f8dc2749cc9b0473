"""When a loss is no longer one to wait for: not finite, or far above where it began, for good.

What is watched is the reconstruction loss, since penalties are meant to rise with their schedules.
In healthy runs it stays near or below its start, where a model answers with the mean of its data:
at learning rates up to .01 no objective here rose beyond 1.2 times. Ten times too high a rate
(Adam, .1) throws the first steps up to ten thousand times, and some of these runs come back within
seven steps and learn; at 1 and beyond they stay up. So height alone does not count, staying does.
"""

import math
from collections.abc import Mapping
from typing import Any

FACTOR = 100.0
STEPS = 20


class ExplodedError(FloatingPointError):
    """The loss is finite, but has left for good; the message is a clause that says so."""


class Explosion:
    """Watches the rows of a run: above `FACTOR` times its start for `STEPS` steps is an explosion.

    The start counts as at least 1 a feature (nats or scaled units), so that a density, whose
    negative logarithm may begin near 0, has a scale too.
    """

    def __init__(self, features: int) -> None:
        self._features = features
        self._limit: float | None = None
        self._since: int | None = None

    @property
    def suspected(self) -> bool:
        """Whether the last row was too high: not a state to keep."""
        return self._since is not None

    def observe(self, row: Mapping[str, Any]) -> None:
        """Take note of a row of training, the first row first; raises `ExplodedError`."""
        step, loss = row["step"], row["train"]["reconstruction"]
        if self._limit is None:
            self._limit = FACTOR * max(abs(loss), self._features)
        if loss <= self._limit:
            self._since = None
        elif self._since is None:
            self._since = step
        elif step - self._since >= STEPS:
            raise ExplodedError(
                f"The reconstruction loss rose above {self._limit:,.0f}, a hundred times where it "
                f"began, and has stayed there since step {self._since}"
            )


def finite(terms: dict[str, float]) -> dict[str, float]:
    """The terms themselves; FloatingPointError with the name of the first that is not finite.

    The objective is named last, since it is the sum of the others.
    """
    for name in sorted(terms, key=lambda name: name == "objective"):
        if not math.isfinite(terms[name]):
            raise FloatingPointError(f"The term {name}")
    return terms


def divergence(error: FloatingPointError, step: int, saved: int | None, rate: float) -> str:
    """What a person is told when training ends by `error` at this step."""
    what = str(error)
    if not isinstance(error, ExplodedError):
        what = f"{what} was no longer a finite number by step {step}"
    kept = "nothing was saved before" if saved is None else f"the state of step {saved} is kept"
    return (
        f"{what}, with learning rate {rate:g}; {kept}. A smaller learning rate usually cures this."
    )
