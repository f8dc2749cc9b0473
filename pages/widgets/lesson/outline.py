"""The outline: every lesson with its question, its time, and what the learner has done of it."""

from itertools import groupby

import streamlit as st

from core.lessons import Lesson, lessons
from core.lessons.record import Record, read
from pages.owner import owner


def outline() -> None:
    """Draw the lessons by group."""
    record = read(owner())
    found = list(lessons().values())
    done = sum(finished(lesson, record) for lesson in found)
    st.caption(
        f"{len(found)} lessons: a question, your prediction, an experiment, what happened, and a "
        f"mission for a run of your own. Missions done: {done}."
    )
    for group, members in groupby(found, key=lambda lesson: lesson.group):
        st.header(group, anchor=False)
        with st.grid(3, min_column_width=240):
            for lesson in members:
                with st.container(border=True, height="stretch"):
                    _card(lesson, record)


def finished(lesson: Lesson, record: Record) -> bool:
    """Whether all its missions are done."""
    missions = [str(block.arguments["name"]) for block in lesson.live("mission")]
    return bool(missions) and all(name in record.missions for name in missions)


def _card(lesson: Lesson, record: Record) -> None:
    st.page_link("learn.py", label=f"**{lesson.title}**", query_params={"lesson": lesson.slug})
    st.markdown(lesson.question)
    st.space("stretch")
    said = f"{lesson.minutes} min"
    if finished(lesson, record):
        said += " · :material/task_alt: mission done"
    elif lesson.slug in record.predictions:
        said += " · begun"
    st.caption(said)
