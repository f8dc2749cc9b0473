"""Something computed for one run's page on wish: its settings, progress, and how to cancel it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import LabError
from core.jobs.manager import manager
from core.runs import RunFolder
from pages.widgets.press import pressed


@dataclass(frozen=True)
class Wish:
    """A job by its method, in the words of its panel.

    `settings` draws what can be chosen, in a fold called `title`, and gives it; without them there
    is the button alone.
    """

    method: str
    button: str
    working: str
    title: str = ""
    settings: Callable[[RunFolder], dict[str, Any]] | None = None
    open: bool = False


def view(run: RunFolder, wish: Wish) -> None:
    """The settings and the button, or while it is in the making its progress."""
    busy = _busy(run)
    st.fragment(_making, run_every=0.7 if busy else None)(run, wish, busy)


def _busy(run: RunFolder) -> bool:
    """Whether anything of this run is in the making: one thing at a time."""
    progress = manager().projection(run.id)
    return progress is not None and progress["state"] in ("waiting", "running")


def _making(run: RunFolder, wish: Wish, was_busy: bool) -> None:
    busy = _busy(run)
    if busy != was_busy:
        st.rerun()
    progress = manager().projection(run.id)
    if busy and progress:
        st.progress(progress["progress"] or 0.0, text=_said(progress, wish))
        if pressed("Cancel", icon=":material/close:", key=f"cancel.{wish.method}:{run.id}"):
            manager().cancel_projection(run.id)
        return
    if progress and progress["error"] and progress["method"] == wish.method:
        st.caption(progress["error"])
    if wish.settings is None:
        _button(run, wish, {})
        return
    with st.expander(wish.title, icon=":material/tune:", expanded=wish.open):
        _button(run, wish, wish.settings(run))


def _button(run: RunFolder, wish: Wish, params: dict[str, Any]) -> None:
    key = f"make.{wish.method}:{run.id}"
    if pressed(wish.button, icon=":material/play_arrow:", key=key):
        try:
            manager().project(run.id, wish.method, params)
            st.rerun()
        except LabError as problem:
            st.error(str(problem))


def _said(progress: dict[str, Any], wish: Wish) -> str:
    if progress["state"] == "waiting":
        return "Waiting for a process that is free"
    return wish.working if progress["method"] == wish.method else "Another job of this run is on"
