"""How large code values are, how many are zero, and how many features are on in an example."""

import streamlit as st

from core.runs import RunFolder
from pages.widgets import parts
from pages.widgets.component import load


def view(run: RunFolder) -> None:
    """Histograms of code values, of active features and of thresholds, at the scrubbed moment."""
    st.header("Activations", anchor=False)
    model = run.spec.as_dict()["model"]
    data = {
        "run": parts.facts(run, run.status().active),
        "tested": (run.path / "test" / "meta.json").exists(),
        "features": model["features"],
        "rule": model["variant"],
    }
    load("activations")(key=f"activations:{run.id}", data=data)
