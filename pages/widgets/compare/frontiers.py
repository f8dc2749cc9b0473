"""Trade-offs over all one's runs: rate against distortion, and sparsity against reconstruction."""

from collections.abc import Sequence

import streamlit as st

from core.figures.colors import run_color
from core.figures.frontier import Dot
from core.runs import RunFolder
from pages.widgets import picker
from pages.widgets.compare import choose
from pages.widgets.frontier import dot_of, frontier, measured

_LAST = "compare.frontiers"  # session key of the plots that were shown last
_TITLES = {
    "variational": "Rate against distortion; on a dotted line the ELBO is the same",
    "sparse": "Sparsity against reconstruction",
}


def view(runs: list[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    """The frontiers on which the compared runs lie, with all of one's others; where none is
    compared, those of the last ones, else all.

    One plot a test set and likelihood: others are never put on one axis.
    """
    mine = picker.visible_runs(("sparse", "variational"))
    plots = _plots([*runs, *(run for run in mine if run not in runs)], runs, colors)
    if not plots:
        return
    st.header("Frontiers", anchor=False)
    st.caption(
        "Each dot is a finished run, and those compared above are ringed. Point at one to see its "
        "pictures; a click takes it into the comparison, or out of it."
    )
    for (family, on), dots in plots.items():
        st.markdown(f"**{_TITLES[family]}** · {on}")
        key = f"compare.frontier:{family}:{on}"
        frontier(family, dots, key=key, ringed="compared above", pick=choose.toggle)


def _plots(
    runs: Sequence[RunFolder],
    compared: Sequence[RunFolder],
    colors: dict[str, tuple[str, str]],
) -> dict[tuple[str, str], list[Dot]]:
    """Dots by family and by what they were measured on, where a compared run is among several."""
    names = picker.unique_names(runs)
    found: dict[tuple[str, str], list[Dot]] = {}
    for run in runs:
        if kind := measured(run):
            chosen = run in compared
            color = (colors[run.id] if chosen else run_color(run.id))[0]
            found.setdefault(kind, []).append(dot_of(run, names[run.id], color, chosen=chosen))
    several = {kind: dots for kind, dots in found.items() if len(dots) > 1}
    wanted = [kind for kind, dots in several.items() if any(dot.chosen for dot in dots)]
    wanted = wanted or [kind for kind in st.session_state.get(_LAST, []) if kind in several]
    st.session_state[_LAST] = wanted
    return {kind: several[kind] for kind in wanted or several}
