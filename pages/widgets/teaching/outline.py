"""Every lesson at a glance: its question, time and needs, with links to it and to its hand-outs."""

from html import escape
from itertools import groupby

import streamlit as st

from core.lessons import Lesson, lessons
from core.spec.family import counted

_STYLE = """<style>
ol.ll-outline.ll-outline{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));
 gap:.4rem 2rem;margin:0 0 1rem;padding:0;list-style:none}
.ll-outline li{margin:0;padding:.5rem 0;min-width:0;
 border-top:1px solid color-mix(in srgb,currentColor 14%,transparent)}
.ll-outline small{display:block;opacity:.85;margin-top:.15rem}
.ll-outline a{color:inherit}
h3.ll-group.ll-group{font-size:1.05rem;margin:.6rem 0 .3rem;padding:0}
</style>"""


def view() -> None:
    """The lessons by group, with the time of each and of all."""
    found = list(lessons().values())
    minutes = sum(one.minutes for one in found)
    st.header("The lessons", anchor=False)
    st.caption(
        f"{counted(len(found), 'lesson')}, about {_time(minutes)}. Each takes its learner from a "
        "question over a prediction and an experiment to a mission on a run of their own. The "
        "hand-out is one or two sheets of A4: the question, the prediction to tick, the steps, "
        "the mission; with answers it is yours."
    )
    st.html(_STYLE + listed(found))


def _time(minutes: int) -> str:
    return f"{minutes / 60:.1f} hours" if minutes > 90 else f"{minutes} minutes"


def listed(found: list[Lesson]) -> str:
    """The lessons as HTML, under their groups."""
    html = ""
    for group, members in groupby(found, key=lambda lesson: lesson.group):
        items = "".join(map(_item, members))
        html += f'<h3 class="ll-group">{escape(group)}</h3><ol class="ll-outline">{items}</ol>'
    return html


def _item(lesson: Lesson) -> str:
    sheet = f"/api/handout?lesson={lesson.slug}"
    return (
        f'<li><a href="/learn?lesson={lesson.slug}"><strong>{escape(lesson.title)}</strong></a> '
        f"· {lesson.minutes} min<br>{escape(lesson.question)}"
        f"<small>Needs {escape(lesson.needs)}.</small>"
        f'<small><a href="{sheet}">Hand-out</a> · <a href="{sheet}&amp;answers=1">with answers</a>'
        "</small></li>"
    )
