"""The dictionary of a sparse run: its atoms over training."""

import streamlit as st

from core.runs import Library
from pages.widgets import parts
from pages.widgets.component import load


def show(*, key: str, run: str) -> None:
    """The atoms at the scrubbed moment."""
    one = Library().find(run)
    st.markdown(f"**{one.name}**")
    data = {
        "run": parts.facts(one, False),
        "tested": (one.path / "encoder.json").exists(),
        "map": None,
    }
    load("atom_wall")(key=f"{key}:atoms", data=data)
    parts.scrubber(one, live=False, key=f"{key}:scrubber")
