"""For teachers: what the lessons ask for, links that hide and fix, hand-outs, and class mode."""

import streamlit as st

from pages.widgets.teaching import builder, names


def page() -> None:
    st.title("For teachers")
    builder.view({})
    names.view()


page()
