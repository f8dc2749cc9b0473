"""The same pictures through each run: reconstructions, samples, atoms, and what lies between."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.runs import RunFolder
from pages.widgets import parts, picker, words
from pages.widgets.component import load

COLUMNS = 14
"""Pictures in a row."""


def view(runs: list[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    """A grid, run × example; runs on other test sets have grids of their own."""
    st.header("The same pictures, by each", anchor=False)
    for number, (data, members) in enumerate(_groups(runs).items()):
        st.caption(data)
        if words.is_text(members[0]):
            words.grid(members, picker.unique_names(members))
        else:
            rows = _rows(members, colors)
            load("compare_grid")(
                key=f"compare.grid:{number}",
                data={
                    "runs": rows,
                    "columns": COLUMNS,
                    "linked": str(number + 1) if number else "",
                },
            )


def _groups(runs: Sequence[RunFolder]) -> dict[str, list[RunFolder]]:
    """Runs by their test set; one in training, whose set is not written yet, joins its data."""
    found: dict[str, list[RunFolder]] = {}
    waiting = []
    for run in runs:
        if summary := run.summary():
            found.setdefault(summary["test_set"], []).append(run)
        else:
            waiting.append(run)
    for run in waiting:
        data = run.spec.dataset
        same = [name for name, others in found.items() if others[0].spec.dataset.name == data.name]
        found.setdefault(same[0] if same else data.entry.title, []).append(run)
    return found


def _rows(runs: Sequence[RunFolder], colors: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    names = picker.unique_names(runs)
    rows = []
    for run in runs:
        fvu = (run.summary() or {}).get("test", {}).get("fvu")
        color, dash = colors[run.id]
        note = f"FVU {fvu:.3f}" if fvu is not None else ""
        if run.status().active:
            note = "in training: its newest pictures"
        rows.append(
            parts.facts(run, run.status().active)
            | {"name": names[run.id], "color": color, "dash": dash, "note": note}
        )
    return rows
