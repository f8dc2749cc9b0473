"""What was deleted last, and how it comes back."""

from dataclasses import dataclass, field

import streamlit as st

from core.errors import LabError
from core.runs import Library, RunFolder


@dataclass
class Deleted:
    """Runs of one deletion, by the tokens that bring them back.

    A plain object, to be had before anything is deleted: Streamlit may stop a script wherever it
    touches its session, and a run in the trash that nobody knows of would be lost.
    """

    names: dict[str, str] = field(default_factory=dict)
    """Token → name."""

    def delete(self, runs: list[RunFolder]) -> None:
        """Move the runs to the trash; raises `LabError`, with those before it deleted, for one that
        cannot be. What was deleted before is kept in mind until one of them is."""
        gone: dict[str, str] = {}
        for run in runs:
            name = run.name
            gone[Library().delete(run)] = name
            self.names = gone

    def restore(self) -> None:
        """Bring them back; raises `LabError` for one that the trash does not hold."""
        while self.names:
            token, _ = self.names.popitem()
            Library().restore(token)


def deleted() -> Deleted:
    """What this session deleted last."""
    found: Deleted = st.session_state.setdefault("deleted", Deleted())
    return found


def offer() -> None:
    """A line that says what was deleted last, with a button that brings it back."""
    last = deleted()
    if problem := st.session_state.pop("undo.problem", None):
        st.error(problem, icon=":material/error:")
    if not last.names:
        return
    names = list(last.names.values())
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.write(f"Deleted “{names[0]}”." if len(names) == 1 else f"Deleted {len(names)} runs.")
        st.button("Undo", icon=":material/undo:", key="undo", on_click=_undo)


def _undo() -> None:
    try:
        deleted().restore()
    except LabError as problem:
        st.session_state["undo.problem"] = str(problem)
