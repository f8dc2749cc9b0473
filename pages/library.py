"""Library: every run, to find again, to file, to compare, to go on from."""

import streamlit as st

from pages.widgets import classroom, library, undo


def page() -> None:
    st.title("Library")
    if not classroom.shows("library"):
        st.info("Your teacher’s link hides the library. Your runs are safe, and on Train.")
        return
    undo.offer()
    library.view()


page()
