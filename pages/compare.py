"""Compare: what differs between runs, what a knob did over many, and sweeps that find out."""

import streamlit as st

from core.figures.colors import distinct_colors
from pages.widgets import linked, takeaway
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
    if choose.VIEW not in st.session_state:
        st.session_state[choose.VIEW] = _LINKS.get(asked, choose.VIEWS[0])
        if asked and asked not in _LINKS:
            linked.wrong("view", asked, _LINKS, f"{choose.VIEWS[0]} is shown.")
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = st.segmented_control(
            "View",
            choose.VIEWS,
            key=choose.VIEW,
            required=True,
            label_visibility="collapsed",
        )
        load("copy_link")(key="compare.copy", data={})
    names = {title: name for name, title in _LINKS.items()}
    values = {"view": names[str(shown)]}
    load("address")(key="compare.address", data={"run": "view", "values": values})
    _PARTS[str(shown)]()


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
    curves.view(runs, colors)
    pictures.view(runs, colors)
    maps.view(runs, colors)
    codes.view(runs, colors)
    frontiers.view(runs, colors)
    takeaway.section(runs)


def _sweeps() -> None:
    st.caption(
        "A sweep trains many runs that differ in a few knobs, as many at once as there is room "
        "for. It goes on when this page is closed."
    )
    sweeps.view()
    new_sweep.view()


_PARTS = {"Runs": _runs, "Effect of a knob": effect.view, "Sweeps": _sweeps}

page()
