"""Test images, reconstructions and samples of a run, with the scrubber over its training."""

import streamlit as st

from core.runs import Library
from pages.widgets import parts


def show(*, key: str, run: str) -> None:
    """The film of one run."""
    one = Library().find(run)
    st.markdown(f"**{one.name}**")
    parts.reading(one)
    parts.film(one, live=False, key=f"{key}:film")
    parts.scrubber(one, live=False, key=f"{key}:scrubber")
