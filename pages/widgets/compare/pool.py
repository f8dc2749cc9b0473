"""The runs whose numbers stand against a knob: one's own and the examples, or those of a link."""

from collections.abc import Sequence

import streamlit as st

from core.errors import BadInput
from core.runs import Library, RunFolder
from pages.widgets import picker
from pages.widgets.compare.alike import measured
from pages.widgets.component import load

MOST_LINKED = 100
"""Runs that a link names one by one, so that whoever opens it sees the same ones."""
_KEY = "effect.group"
_ASKED = "effect.of"

Groups = dict[str, list[RunFolder]]


def choose() -> list[RunFolder]:
    """Runs that may share an axis; at first the link's, also where they are somebody else's."""
    groups = grouped(picker.visible_runs())
    asked = _linked(groups)
    if not groups:
        st.caption("Two finished runs on the same data, of one family, can stand against a knob.")
        return []
    if asked and _KEY not in st.session_state:
        st.session_state[_KEY] = asked
    if st.session_state.get(_KEY) not in groups:
        st.session_state[_KEY] = next(iter(groups))
    name = st.selectbox("Runs on", list(groups), key=_KEY) if len(groups) > 1 else None
    runs = groups[name or next(iter(groups))]
    ids = [run.id for run in runs]
    named = ",".join(ids) if len(ids) <= MOST_LINKED else ids[0]
    load("address")(key="effect.of.address", data={"run": "of", "values": {"of": named}})
    return runs


def grouped(runs: Sequence[RunFolder]) -> Groups:
    """Finished runs by what they were measured on; only such share an axis."""
    found: Groups = {}
    for run in runs:
        if summary := run.summary():
            found.setdefault(f"{measured(run)} · {summary['test_set']}", []).append(run)
    return {name: members for name, members in found.items() if len(members) > 1}


def _linked(groups: Groups) -> str | None:
    """The group that the link asks for; one of its own where it names other runs than any here.

    It is added to `groups`. What cannot be found is said.
    """
    text = st.session_state.setdefault(_ASKED, st.query_params.get("of", ""))
    ids = [one for one in text.split(",") if one]
    if not ids:
        return None
    same = next((name for name, runs in groups.items() if ids[0] in (r.id for r in runs)), None)
    if same and (len(ids) == 1 or {run.id for run in groups[same]} == set(ids)):
        return same
    library, found = Library(), []
    for id_ in ids[:MOST_LINKED]:
        try:
            found.append(library.find(id_))
        except BadInput as problem:
            _tell(str(problem))
    alike = grouped(found)
    if not alike:
        _tell("The link names no two finished runs that can stand on one axis; others are shown.")
        return None
    name, runs = max(alike.items(), key=lambda group: len(group[1]))
    title = f"The link’s {len(runs)} runs: {name}"
    groups[title] = runs
    return title


def _tell(sentence: str) -> None:
    """Once a session: what a link says does not change while the page is open."""
    told = st.session_state.setdefault("effect.told", set())
    if sentence not in told:
        told.add(sentence)
        st.warning(sentence)
