"""Rate against distortion of a run and all that are measured like it, the learner's among them."""

import streamlit as st

from core.runs import Library
from pages.widgets import picker
from pages.widgets.frontier import frontier
from pages.widgets.latent.rate_distortion import dots_of


def show(*, key: str, run: str) -> None:
    """A dot a run, with lines of equal ELBO; a clicked one can be looked into."""
    one = Library().find(run)
    picked = f"{key}:picked"

    def pick(run_id: str) -> None:
        st.session_state[picked] = run_id

    frontier("variational", dots_of(one), key=f"{key}:frontier", ringed=one.name, pick=pick)
    if chosen := st.session_state.get(picked):
        st.page_link(
            "latent.py",
            label=f"Look into {picker.plain(Library().find(chosen).name)}",
            icon=":material/travel_explore:",
            query_params={"run": chosen},
        )
