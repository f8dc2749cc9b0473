"""Sentences from a run's numbers: what happened, why, and the run that would show the cure.

A kind of hint is a file here, found by itself: functions under `@rule(place)`, which look at a run
and give a `Hint` or None.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.hints.ending import ending
from core.hints.learning_rate import diverged
from core.hints.rule import Hint, Trained, in_order
from core.modules import import_modules

import_modules(__name__, __path__)

__all__ = ["Hint", "ending", "hints"]


def hints(
    spec: Mapping[str, Any],
    summary: Mapping[str, Any] | None,
    rows: Sequence[Mapping[str, Any]] = (),
    *,
    unstable: bool = False,
) -> list[Hint]:
    """What a run's numbers say, most important first; empty when all is well.

    `spec` is complete; `rows` are those of `metrics.jsonl`, without which nothing is said of
    curves; `unstable` says that training failed because its numbers diverged.
    """
    run = Trained(spec, summary or {}, rows, unstable)
    if unstable:
        return [diverged(run)]
    return [hint for rule in in_order() if (hint := rule(run))]
