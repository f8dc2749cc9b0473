"""A lesson on the page: the question, the prediction, and what unfolds once it is made."""

import re
from typing import Any

import streamlit as st

from core.lessons import Block, Lesson, Live, lessons
from core.lessons.numbers import numbers
from core.lessons.record import Record, read
from core.quantities import quantity, written
from core.runs import Library
from pages.owner import owner
from pages.widgets import classroom
from pages.widgets.lesson import mission, predict, registry

_MEASURE = 720
"""Width of prose in pixels: some eighty letters, which is what reads well."""
_NUMBER = re.compile(r"\{([a-z]+-[0-9a-f]{14}):([a-z0-9_.]+)\}")


def read_lesson(lesson: Lesson) -> None:
    """Draw the lesson; the part after the prediction comes when one is made."""
    record = read(owner())
    _top(lesson)
    _blocks(lesson, "")
    st.header("Predict", anchor=False)
    decided = _predict(lesson, record)
    if not decided:
        st.caption("What follows unfolds when you have chosen. A wrong guess teaches as much.")
        return
    for heading in ("Experiment", "What happened"):
        st.header(heading, anchor=False)
        _blocks(lesson, heading)
    if classroom.shows("mathematics"):
        with st.expander("Mathematics, one click deeper", icon=":material/function:"):
            _blocks(lesson, "Mathematics")
    st.header("Mission", anchor=False)
    _blocks(lesson, "Mission")
    _end(lesson)


def numbered(text: str) -> str:
    """Prose with the numbers of runs that it names: `{vae-5e1d0f3a9b7c24:test.kl}`, a place in the
    run's summary."""

    def number(found: re.Match[str]) -> str:
        run_id, path = found.groups()
        run = Library().find(run_id)
        summary = run.summary() or {}
        place, *names = path.split(".")
        value: Any = numbers(summary, place) if place in ("test", "train") else summary[place]
        for name in names:
            value = value[name]
        return written(value, quantity([place, *names][-1], run.spec.as_dict()))

    return _NUMBER.sub(number, text)


def _top(lesson: Lesson) -> None:
    st.page_link("learn.py", label="All lessons", icon=":material/arrow_back:")
    st.title(lesson.title)
    st.markdown(f"**{lesson.question}**")
    st.caption(f"About {lesson.minutes} minutes · needs {lesson.needs}")


def _predict(lesson: Lesson, record: Record) -> bool:
    decided = False
    for number, block in enumerate(lesson.sections["Predict"]):
        if isinstance(block, Live) and block.name == "predict":
            decided = predict.show(lesson.slug, record, **block.arguments)
        else:
            _block(block, f"lesson:{lesson.slug}:Predict:{number}")
    return decided


def _blocks(lesson: Lesson, heading: str) -> None:
    for number, block in enumerate(lesson.sections[heading]):
        if isinstance(block, Live) and block.name == "mission":
            mission.show(**block.arguments)
        else:
            _block(block, f"lesson:{lesson.slug}:{heading}:{number}")


def _block(block: Block, key: str) -> None:
    if isinstance(block, Live):
        registry.draw(block, key)
    else:
        st.markdown(numbered(block.text), width=_MEASURE)


def _end(lesson: Lesson) -> None:
    st.caption("Sources: " + " · ".join(lesson.sources))
    order = list(lessons())
    place = order.index(lesson.slug)
    with st.container(horizontal=True):
        for step, icon in ((-1, "arrow_back"), (1, "arrow_forward")):
            if 0 <= place + step < len(order):
                other = lessons()[order[place + step]]
                st.page_link(
                    "learn.py",
                    label=other.title,
                    icon=f":material/{icon}:",
                    query_params={"lesson": other.slug},
                )
