"""Library: every run, to find again, to file, to compare, to go on from."""

import streamlit as st

from pages.widgets import classroom, controls, library


def page() -> None:
    st.title("Library")
    if not classroom.shows("library"):
        st.info("Your teacher’s link hides the library. Your runs are safe, and on Train.")
        return
    controls.undo_delete()
    library.view()


page()
