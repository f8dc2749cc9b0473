"""Library: every run, to find again, to file, to compare, to go on from."""

import streamlit as st

from pages.widgets import controls, library


def page() -> None:
    st.title("Library")
    controls.undo_delete()
    library.view()


page()
