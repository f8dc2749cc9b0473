"""Sparse codes: which features fire, what they look like, and what sparsity costs."""

from collections.abc import Callable

import streamlit as st

from core.runs import RunFolder
from pages.widgets import classroom, controls, parts, picker
from pages.widgets.advice import advice
from pages.widgets.codes import (
    activations,
    beside,
    constraint,
    density,
    dictionary,
    edges,
    edit,
    feature,
    trade_off,
)
from pages.widgets.reset import reset
from pages.widgets.sparsity import sparsity
from pages.widgets.strip import strip

NUMBERS = ("fvu", "l0", "dead", "shrinkage", "reconstruction")


def page() -> None:
    st.title("Sparse codes")
    run = picker.pick_run(("sparse",), key="sparse.run")
    if run is None:
        picker.nothing_yet("sparse run")
        return
    other = beside.pick(run) if classroom.shows("beside") else None
    _numbers(run, other)
    _moments(run, other)
    reset(
        run,
        key=f"sparse.reset:{run.id}",
        view="The end of training, and the code as it was encoded",
    )
    for name, panel in _PANELS.items():
        if (run.summary() or name in _BEFORE_IT_ENDS) and classroom.shows(name):
            panel(run)
    with st.expander("This run", icon=":material/info:"):
        controls.controls(run)


def _numbers(run: RunFolder, other: RunFolder | None) -> None:
    """The strip of each, and what may be done about the first."""
    if other is not None:
        st.caption(beside.what_differs(run, other))
    for one in (run, other) if other else (run,):
        if other is not None:
            st.markdown(f"**{one.name}**")
        if one.summary():
            strip(classroom.numbers("sparse", one, NUMBERS))
        else:
            st.info(
                "Not finished: histograms and the dictionary follow the newest snapshot, on "
                "validation examples. Features’ pages and codes to edit come when it has finished."
            )
    if run.summary():
        advice(run)


def _moments(run: RunFolder, other: RunFolder | None) -> None:
    """What follows the scrubber, of one run or of two side by side."""
    for name, panel in (("activations", activations.view), ("density", density.view)):
        if classroom.shows(name):
            _side_by_side(panel, run, other)
    live = run.status().active
    key, shared = f"sparse.scrubber:{run.id}", other is not None
    parts.scrubber(run, live=live, key=key, linked=True, shared=shared)
    if classroom.shows("dictionary"):
        _side_by_side(dictionary.view, run, other)


def _side_by_side(
    panel: Callable[[RunFolder], None], run: RunFolder, other: RunFolder | None
) -> None:
    if other is None:
        panel(run)
        return
    for place, one in zip(st.columns(2, gap="large"), (run, other), strict=True):
        with place:
            st.caption(one.name)
            panel(one)


_PANELS: dict[str, Callable[[RunFolder], None]] = {
    "feature": feature.view,
    "edit": edit.view,
    "trade-off": trade_off.view,
    "output-sparsity": sparsity,
    "constraint": constraint.view,
    "edges": edges.view,
}
"""What stands under the moments, by the names that a teacher's link uses."""

_BEFORE_IT_ENDS = ("constraint", "edges")

page()
