"""Compare: what differs between runs, what a knob did over many, and sweeps that find out."""

import streamlit as st

from core.figures.colors import distinct_colors
from pages.widgets import takeaway
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


def page() -> None:
    st.title("Compare")
    linked = st.query_params.get("view", "")
    st.session_state.setdefault(choose.VIEW, _LINKS.get(linked, choose.VIEWS[0]))
    shown = st.segmented_control(
        "View",
        choose.VIEWS,
        key=choose.VIEW,
        required=True,
        label_visibility="collapsed",
        on_change=_link,
    )
    _PARTS[str(shown)]()


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
