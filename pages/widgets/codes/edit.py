"""Edit a code: switch features off, change and add them, and watch the reconstruction follow."""

import streamlit as st

from core.runs import RunFolder
from pages.widgets import parts
from pages.widgets.component import load

_SOURCE = {
    "image": "Take a test example or draw one.",
    "text": "Take a document.",
}


def view(run: RunFolder) -> None:
    """The features of one example, each with a switch and a slider; all of it in the browser."""
    st.header("Edit a code", anchor=False)
    source = _SOURCE.get(run.spec.dataset.entry.kind, "Take a test example.")
    st.caption(
        f"{source} Its code is a handful of features; switch one off, make it louder, or add "
        "another, and what the decoder makes of it follows. Reconstructions are those of the code "
        "itself: nothing is sampled."
    )
    load("code_editor")(key=f"edit:{run.id}", data={"run": parts.facts(run, False)})
