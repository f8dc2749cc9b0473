"""Compare: what differs between runs, what a knob did over many, and sweeps that find out."""

import streamlit as st

from core.figures.colors import distinct_colors
from pages.widgets import classroom, linked, takeaway
from pages.widgets.compare import (
    choose,
    codes,
    curves,
    differ,
    effect,
    frontiers,
    maps,
    new_sweep,
    numbers,
    pictures,
    sweeps,
)
from pages.widgets.component import load


def page() -> None:
    st.title("Compare")
    asked = st.query_params.get("view", "")
    views = [name for name in choose.VIEWS if name == _RUNS or classroom.shows(_NAMES[name])]
    if choose.VIEW not in st.session_state:
        st.session_state[choose.VIEW] = _LINKS.get(asked, _RUNS)
        if asked and asked not in _LINKS:
            linked.wrong("view", asked, _LINKS, f"{_RUNS} is shown.")
    if st.session_state[choose.VIEW] not in views:
        st.session_state[choose.VIEW] = _RUNS
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = st.segmented_control(
            "View",
            views,
            key=choose.VIEW,
            required=True,
            label_visibility="collapsed",
        )
        load("copy_link")(key="compare.copy", data={})
    names = {title: name for name, title in _LINKS.items()}
    values = {"view": names[str(shown)]}
    load("address")(key="compare.address", data={"run": "view", "values": values})
    _PARTS[str(shown)]()


_RUNS = choose.VIEWS[0]
_NAMES = {"Effect of a knob": "effect", "Sweeps": "sweeps"}
"""What views are called in a teacher's link; the runs, which hold the numbers, always show."""

_LINKS = {"runs": "Runs", "knob": "Effect of a knob", "sweeps": "Sweeps"}


def _runs() -> None:
    runs = choose.view()
    colors = distinct_colors([run.id for run in runs])
    if len(runs) < 2:
        st.info(
            "Choose two runs or more, above or by their dots: what differs, their curves and "
            "pictures appear here."
        )
        frontiers.view(runs, colors)
        return
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


_SECTIONS = {
    "curves": curves.view,
    "pictures": pictures.view,
    "maps": maps.view,
    "codes": codes.view,
    "frontiers": frontiers.view,
}
"""What shows compared runs, by its name in a teacher's link."""
_PARTS = {"Runs": _runs, "Effect of a knob": effect.view, "Sweeps": _sweeps}

page()
