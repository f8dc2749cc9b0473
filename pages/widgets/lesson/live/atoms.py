"""The dictionary of a sparse run: its atoms over training."""

import streamlit as st

from core.runs import Library, RunFolder
from pages.widgets import parts
from pages.widgets.component import load


def show(*, key: str, run: str) -> None:
    """The atoms at the scrubbed moment."""
    one = Library().find(run)
    st.markdown(f"**{one.name}**")
    wall(one, live=False, key=f"{key}:atoms")
    parts.scrubber(one, live=False, key=f"{key}:scrubber")


def wall(run: RunFolder, *, live: bool, key: str) -> None:
    """The atoms alone; a scrubber elsewhere on the page moves them."""
    data = {
        "run": parts.facts(run, live),
        "tested": (run.path / "encoder.json").exists(),
        "map": None,
    }
    load("atom_wall")(key=key, data=data)
