"""What a teacher's link hides and fixes on this visitor's pages, for as long as the visit lasts."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.lessons.hiding import FIX, HIDE, PARTS, Wish, wish
from core.lessons.missions import facts, read_by_missions
from core.quantities import quantity, written
from core.runs import RunFolder
from core.spec import Knob
from pages.widgets import link
from pages.widgets.strip import Stat, stats_of

_WISH = "classroom.wish"
_READ = "classroom.read"
"""Session keys of the wish in force, and of the part of a link that it came from."""


def enter() -> None:
    """Take over what the page's link asks for; else bring back what an earlier one did.

    The frame calls this before anything is drawn. Links between pages drop the query, so the wish
    is written into it again, and a page that is loaded anew keeps it.
    """
    query = st.query_params.to_dict()
    given = (query.get(HIDE, ""), query.get(FIX, ""))
    if any(given) and given != st.session_state.get(_READ):
        st.session_state[_READ] = given
        st.session_state[_WISH] = wish(*given, link.from_query(query))
    for name, text in address().items():
        if name not in query:
            st.query_params[name] = text


def shows(name: str) -> bool:
    """Whether the page shows what has that name among `PARTS`."""
    return PARTS[name].name not in _wish().hidden


def fixed() -> dict[str, Any]:
    """The settings that cannot be changed, by dotted path; None where the value is the one that is
    recommended."""
    return dict(_wish().fixed)


def reason(path: str, value: str) -> None:
    """Under a setting that is fixed: its value, in words, and why it cannot be changed."""
    if path in _wish().fixed:
        st.caption(f":material/lock: Fixed at {value} by your teacher’s link.")


def values(hidden: Sequence[Knob]) -> None:
    """The values of hidden settings in a line: what is hidden is a control, never a number."""
    if hidden:
        said = "; ".join(f"{_named(knob)}: {in_words(knob)}" for knob in hidden)
        st.caption(f":material/lock: Set for you: {said}.")


def in_words(knob: Knob) -> str:
    """The present value of a setting as people write it."""
    value = knob.value
    if value is None:
        return "none"
    if isinstance(value, list | tuple):
        return ", ".join(f"{item:g}" for item in value)
    if isinstance(value, str | bool):
        return knob.choices.get(str(value), str(value))
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def numbers(page: str, run: RunFolder, keys: Sequence[str]) -> list[Stat]:
    """The strip of a run on a page: `keys`, and where a part of the page is hidden, all else that
    some mission reads, so that hiding never takes a needed number away."""
    spec = run.spec.as_dict()
    cells = stats_of(run.summary() or {}, spec, keys)
    if any(page in PARTS[name].pages for name in _wish().hidden):
        known = facts(run)
        for name in read_by_missions():
            key = name.removeprefix("train.")
            if name in keys or "." in key or not isinstance(known.get(name), int | float):
                continue
            q = quantity(key, spec)
            label = q.label if key == name else f"{q.label} on training data"
            cells.append(Stat(label, written(known[name], q), q.unit, q.help))
    return cells


def line() -> None:
    """A quiet line while something is hidden or fixed, with the way out, and what the link got
    wrong."""
    for problem in _wish().problems:
        st.warning(problem, icon=":material/school:")
    if not _wish():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="classroom"):
        st.caption(f":material/school: {_said(_wish())}", width="content")
        st.button("Show all", type="tertiary", key="classroom.leave", on_click=leave)


def leave() -> None:
    """Show everything again; for callbacks."""
    for name in address():
        st.query_params.pop(name, None)
    st.session_state[_WISH] = Wish()


def query_of(asked: Wish) -> dict[str, str]:
    """The query that asks for it: names to hide, settings to fix, and their values."""
    values = {path: value for path, value in asked.fixed.items() if value is not None}
    named = {HIDE: sorted(asked.hidden), FIX: list(asked.fixed)}
    lists = {name: ",".join(names) for name, names in named.items() if names}
    return lists | {path: link.text_of(value) for path, value in values.items()}


def address() -> dict[str, str]:
    """What a page that writes its whole query must keep in it."""
    return query_of(_wish())


def _wish() -> Wish:
    found = st.session_state.get(_WISH)
    return found if isinstance(found, Wish) else Wish()


def _said(asked: Wish) -> str:
    if not asked.fixed:
        return "Some controls are hidden by your teacher’s link."
    if not asked.hidden:
        return "Some settings are fixed by your teacher’s link."
    return "Some controls are hidden, and some settings fixed, by your teacher’s link."


def _named(knob: Knob) -> str:
    return f"{knob.symbol}, {knob.label}" if knob.symbol else knob.label
