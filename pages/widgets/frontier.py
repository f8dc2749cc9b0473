"""Runs between two costs: rate and distortion, or features and error."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.figures.frontier import Dot, front
from core.runs import RunFolder
from core.spec.families import title_of
from core.spec.likelihood import LIKELIHOODS
from pages.widgets.component import load

_COSTS = {"variational": ("kl", "reconstruction"), "sparse": ("l0", "fvu")}
_AXES = {
    "variational": {
        "x": {"title": "Rate: KL", "unit": "nats", "log": False},
        "y": {"title": "Distortion: reconstruction", "unit": "nats"},
        "sums": True,
    },
    "sparse": {
        "x": {"title": "L0: features that fire on one example", "unit": "", "log": True},
        "y": {"title": "FVU: share of variance unexplained", "unit": ""},
        "sums": False,
    },
}


def frontier(
    family: str, dots: Sequence[Dot], *, key: str, ringed: str, pick: Callable[[str], None]
) -> None:
    """A dot a run; one that is pointed at shows its pictures, a clicked one goes to `pick`.

    `ringed` says which runs are the chosen ones. `pick` is called before the page is drawn.
    """

    def picked() -> None:
        run_id = st.session_state[key].picked
        if run_id is not None:
            pick(str(run_id))

    data: dict[str, Any] = _AXES[family] | {
        "dots": [vars(dot) for dot in dots],
        "front": [dot.run for dot in front(dots)],
        "ringed": ringed,
    }
    load("frontier")(key=key, data=data, on_picked_change=picked)


def measured(run: RunFolder) -> tuple[str, str] | None:
    """Family, and in words on what its costs were measured; None where it has none.

    Runs share a plot where both agree: densities never share an axis with probabilities, nor one
    test set with another.
    """
    summary, model = run.summary(), run.settings["model"]
    family = model["family"]
    if not summary or family not in _COSTS:
        return None
    if family == "sparse":
        return family, summary["test_set"]
    likelihood = LIKELIHOODS[model["likelihood"]].title
    return family, f"likelihood {likelihood}, {summary['test_set']}"


def dot_of(run: RunFolder, name: str, color: str, *, chosen: bool) -> Dot:
    """The dot of a run that is `measured`; its group is its variant or objective."""
    test, model = (run.summary() or {})["test"], run.settings["model"]
    x, y = _COSTS[model["family"]]
    return Dot(run.id, name, test[x], test[y], title_of(model), color, chosen)
