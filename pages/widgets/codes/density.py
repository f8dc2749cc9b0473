"""How often each feature fires, and which were dead when."""

import streamlit as st

from core.runs import RunFolder
from pages.widgets import parts
from pages.widgets.component import load


def view(run: RunFolder) -> None:
    """Densities with a heading over them."""
    st.header("How often features fire", anchor=False)
    panel(run)


def panel(run: RunFolder) -> None:
    """Densities at the scrubbed moment, the rarest and the commonest features, and the timeline of
    dead ones."""
    data = {
        "run": parts.facts(run, run.status().active),
        "tested": run.summary() is not None,
        "window": run.spec.as_dict()["model"]["dead_window"],
    }
    load("feature_density")(key=f"density:{run.id}", data=data)
