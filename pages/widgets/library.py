"""The library of runs: shown, searched and sorted in the browser; changed here."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import LabError
from core.quantities import quantity
from core.runs import Library, RunFolder
from core.runs.cards import NUMBERS
from pages.owner import is_local, owner
from pages.widgets import classroom, controls, undo
from pages.widgets.compare import choose
from pages.widgets.component import load

_KEY = "library"
_VERSION = "library.version"
"""Session key of a number that grows with each change, so that the component asks anew."""
_GO = "library.go"
"""Session key of the page to which the last wish leads, until it is gone to."""


def view() -> None:
    """Cards or a table of every run of this person and the examples."""
    deleted = sorted(undo.deleted().names)  # changes with each Undo, too
    data = {
        "version": f"{st.session_state.get(_VERSION, 0)} {deleted}",
        "explore": {family: page.removesuffix(".py") for family, page in controls.EXPLORE.items()},
        "without": [
            tool for name, tools in _TOOLS.items() if not classroom.shows(name) for tool in tools
        ],
        "numbers": {
            key: {"label": q.label, "unit": q.unit, "help": q.help, "share": q.share}
            for key in NUMBERS
            for q in [quantity(key)]
        },
    }
    load("library")(key=_KEY, data=data, on_wish_change=_obey)
    if problem := st.session_state.pop("library.problem", None):
        st.error(problem, icon=":material/error:")
    if page := st.session_state.pop(_GO, None):
        st.switch_page(page)


_TOOLS = {"delete": ("rename", "delete"), "copy": ("copy",)}
"""What a teacher's link takes from a run's tools, by the name that it uses."""

_PAGES = {"copy": "train.py", "compare": "compare.py"}
"""Where a wish leads, of those that lead anywhere."""


def _obey() -> None:
    """Do what was asked for: `{"do": …, "runs": [ids], "value": …}`."""
    wish = st.session_state[_KEY].wish
    try:
        runs = [Library().find(id_) for id_ in wish["runs"]]
        _WISHES[wish["do"]](runs, wish.get("value"))
        st.session_state[_GO] = _PAGES.get(wish["do"])
    except LabError as problem:
        st.session_state["library.problem"] = str(problem)
    st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1


def _own(run: RunFolder) -> RunFolder:
    """The run, if it is this person's; raises `LabError` otherwise."""
    if not run.may_change(owner(), is_local()):
        raise LabError(f"{run.name} is somebody else's or an example: train a copy of your own.")
    return run


def _rename(runs: list[RunFolder], value: Any) -> None:
    Library().rename(_own(runs[0]), str(value))


def _tag(runs: list[RunFolder], value: Any) -> None:
    for run in runs:
        Library().tag(_own(run), str(value).split(","))


def _pin(runs: list[RunFolder], value: Any) -> None:
    for run in runs:
        Library().pin(_own(run), bool(value))


def _delete(runs: list[RunFolder], value: Any) -> None:
    undo.deleted().delete([_own(run) for run in runs])


def _copy(runs: list[RunFolder], value: Any) -> None:
    controls.use_settings(runs[0])


def _compare(runs: list[RunFolder], value: Any) -> None:
    st.session_state[choose.CHOSEN] = [run.id for run in runs][: choose.MOST]


_WISHES: dict[str, Callable[[list[RunFolder], Any], None]] = {
    "rename": _rename,
    "tag": _tag,
    "pin": _pin,
    "delete": _delete,
    "copy": _copy,
    "compare": _compare,
}
