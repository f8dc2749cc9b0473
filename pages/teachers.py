"""For teachers: the lessons at a glance, links that hide and fix, hand-outs, and class mode."""

import streamlit as st

from core.lessons import lessons
from core.lessons.certificate import PROVES
from pages.widgets.lesson.summary import FILE
from pages.widgets.teaching import builder, names, outline


def page() -> None:
    st.title("For teachers")
    outline.view()
    builder.view({slug: lesson.title for slug, lesson in lessons().items()})
    names.view()
    _class_mode()


def _class_mode() -> None:
    st.header("Class mode", anchor=False)
    st.markdown(
        "At the end of **Learn**, learners type a name and download what they did as a small file: "
        "each prediction, right or wrong, and each finished mission with its runs, their numbers "
        "and the time. The server signs it with a key of its own (HMAC-SHA256), which lies beside "
        f"the runs. Where the server’s runs are, a command checks the file. {PROVES}"
    )
    st.code(f"python -m core verify {FILE}", language="bash")


page()
