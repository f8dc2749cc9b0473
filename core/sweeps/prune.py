"""When a run of a sweep is hopeless: the median rule on validation (Golovin et al., 2017).

A run is given up when the best it has reached by now is worse than the median of what comparable
runs had reached by the same step. Comparable are runs on the same data with the same likelihood and
length. They are measured by the ELBO, whatever their β, or by the reconstruction where there is no
ELBO: never by the objective, whose scale is another one at each weight.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from statistics import median
from typing import Any

from core.spec import RunSpec

NEIGHBOURS = 4
"""Comparable runs that must have come as far, before one is judged by them."""
PATIENCE = 1 / 3
"""Share of its steps that every run may do."""

Curve = Sequence[tuple[int, float]]
"""(step, score) at each validation, steps rising; a higher score is better."""


def group(spec: RunSpec) -> str:
    """Equal for runs that are comparable, and only for them."""
    model = spec.as_dict()["model"]
    scale = [model.get(key) for key in ("family", "likelihood", "output")]
    return json.dumps([spec.as_dict()["dataset"], scale, spec.total_steps, measure(spec)])


def measure(spec: RunSpec) -> str:
    """The validation term that runs are judged by; higher is better only of the ELBO."""
    has_elbo = spec.model.family == "variational" and spec.model.member() != "vq"
    return "elbo" if has_elbo else "reconstruction"


def curve(rows: Iterable[Mapping[str, Any]], term: str) -> list[tuple[int, float]]:
    """What is judged by, from a run's logged rows."""
    sign = 1.0 if term == "elbo" else -1.0
    found = ((row["step"], row.get("validation", {}).get(term)) for row in rows)
    return [(step, sign * value) for step, value in found if value is not None]


def hopeless(own: Curve, others: Sequence[Curve], total: int, term: str) -> str | None:
    """Why the run should be given up, in a sentence; None as long as it should not."""
    if not own or own[-1][0] < total * PATIENCE:
        return None
    step = own[-1][0]
    reached = [reached_by(one, step) for one in others if one and one[-1][0] >= step]
    if len(reached) < NEIGHBOURS:
        return None
    best, middle = reached_by(own, step), median(reached)
    if best >= middle:
        return None
    sign = 1.0 if term == "elbo" else -1.0
    name = "ELBO" if term == "elbo" else "reconstruction loss"
    return (
        f"Given up at step {step:,}: the best validation {name} so far, {sign * best:.4g}, is "
        f"worse than {sign * middle:.4g}, the median of {len(reached)} comparable runs by that "
        "step."
    )


def reached_by(one: Curve, step: int) -> float:
    """The best score up to a step that the curve has reached."""
    return max(score for _, score in takewhile(lambda point: point[0] <= step, one))
