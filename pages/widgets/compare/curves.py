"""Curves of several runs on shared axes."""

import streamlit as st

from core.runs import RunFolder
from pages.widgets import parts
from pages.widgets.compare.alike import measured


def view(runs: list[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    """Curves overlaid; what is measured in other units or on other data gets axes of its own."""
    st.header("Curves", anchor=False)
    groups: dict[str, list[RunFolder]] = {}
    for run in runs:
        groups.setdefault(measured(run), []).append(run)
    for number, (title, members) in enumerate(groups.items()):
        if len(groups) > 1:
            st.caption(f"**{title}**: its terms are in units of their own, so it has its own axes.")
        parts.curves(members, colors=colors, key=f"compare.curves:{number}")
