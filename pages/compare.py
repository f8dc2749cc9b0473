"""Compare: what differs between runs, what a knob did over many, and sweeps that find out."""

import streamlit as st

from core.figures.colors import distinct_colors
from pages.widgets import classroom, takeaway
from pages.widgets.compare import (
    choose,
    curves,
    differ,
    effect,
    frontiers,
    new_sweep,
    numbers,
    pictures,
    sweeps,
)


def page() -> None:
    st.title("Compare")
    linked = st.query_params.get("view", "")
    views = [name for name in choose.VIEWS if name == _RUNS or classroom.shows(_NAMES[name])]
    st.session_state.setdefault(choose.VIEW, _LINKS.get(linked, _RUNS))
    if st.session_state[choose.VIEW] not in views:
        st.session_state[choose.VIEW] = _RUNS
    shown = st.segmented_control(
        "View",
        views,
        key=choose.VIEW,
        required=True,
        label_visibility="collapsed",
        on_change=_link,
    )
    _PARTS[str(shown)]()


_RUNS = choose.VIEWS[0]
_NAMES = {"Effect of a knob": "effect", "Sweeps": "sweeps"}
"""What views are called in a teacher's link; the runs, which hold the numbers, always show."""

_LINKS = {"runs": "Runs", "knob": "Effect of a knob", "sweeps": "Sweeps"}


def _link() -> None:
    """The view into the link, at a click only."""
    names = {title: name for name, title in _LINKS.items()}
    st.query_params["view"] = names[st.session_state[choose.VIEW]]


def _runs() -> None:
    runs = choose.view()
    if len(runs) < 2:
        st.info("Choose two runs or more: what differs, their curves and pictures appear here.")
        return
    colors = distinct_colors([run.id for run in runs])
    differ.view(runs)
    numbers.view(runs)
    for name, view in _SECTIONS.items():
        if classroom.shows(name):
            view(runs, colors)
    if classroom.shows("take-away"):
        takeaway.section(runs)


def _sweeps() -> None:
    st.caption(
        "A sweep trains many runs that differ in a few knobs, as many at once as there is room "
        "for. It goes on when this page is closed."
    )
    sweeps.view()
    new_sweep.view()


_SECTIONS = {"curves": curves.view, "pictures": pictures.view, "frontiers": frontiers.view}
_PARTS = {"Runs": _runs, "Effect of a knob": effect.view, "Sweeps": _sweeps}

page()
