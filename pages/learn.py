"""Learn: short lessons, each with a prediction, an experiment in place and a mission."""

import streamlit as st

from core.errors import BadInput
from core.lessons import lesson
from pages.widgets import classroom
from pages.widgets.lesson import summary
from pages.widgets.lesson.outline import outline
from pages.widgets.lesson.reader import read_lesson


def page() -> None:
    asked = st.query_params.get("lesson")
    if asked:
        try:
            found = lesson(asked)
        except BadInput as problem:
            st.warning(str(problem))
        else:
            _write_link(found.slug)
            read_lesson(found)
            return
    if st.session_state.pop(_LINKED, None):
        st.query_params.from_dict(classroom.address())
    st.title("Learn")
    outline()
    summary.section()


_LINKED = "learn.linked"
"""Session key of the lesson whose link was written last."""


def _write_link(slug: str) -> None:
    """Once a lesson: a link to the page that one is on leaves the address bar as it was."""
    if st.session_state.get(_LINKED) != slug:
        st.session_state[_LINKED] = slug
        st.query_params["lesson"] = slug


page()
