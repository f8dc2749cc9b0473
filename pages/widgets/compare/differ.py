"""What differs between runs, and the proof that nothing else does."""

from typing import Any

import streamlit as st

from core.runs import RunFolder
from core.runs.differing import differing
from pages.widgets import picker


def view(runs: list[RunFolder]) -> None:
    """The settings that differ, and what the runs' hashes prove to be the same."""
    st.header("What differs", anchor=False)
    found = differing(runs)
    st.markdown(found.sentence)
    if found.paths:
        names = [picker.unique_names(runs)[run.id] for run in runs]
        rows = [
            {"setting": found.names[path]} | dict(zip(names, map(_shown, values), strict=True))
            for path, values in found.paths.items()
        ]
        st.dataframe(rows, hide_index=True, width="stretch")


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
