"""The runs' numbers on the test set, beside each other."""

import streamlit as st

from core.quantities import quantity, written
from core.runs import RunFolder
from pages.widgets import picker

NUMBERS = (
    "elbo", "reconstruction", "kl", "active_units", "fvu", "l0", "dead", "word_perplexity",
    "knn_accuracy", "seconds",
)  # fmt: skip


def view(runs: list[RunFolder]) -> None:
    """A row for each number that some run has."""
    st.header("What it did", anchor=False)
    names = picker.unique_names(runs)
    summaries = {run.id: run.summary() or {} for run in runs}
    sets = {s.get("test_set") for s in summaries.values() if s}
    if len(sets) > 1:
        st.warning("These runs were tested on different sets, so their numbers do not compare.")
    rows = []
    for key in NUMBERS:
        cells = {}
        for run in runs:
            q = quantity(key, run.spec.as_dict())
            summary = summaries[run.id]
            value = summary.get("test", {}).get(key, summary.get(key))
            cells[names[run.id]] = f"{written(value, q)} {q.unit if value is not None else ''}"
        if any(not text.startswith("—") for text in cells.values()):
            rows.append({"on the test set": quantity(key).label} | cells)
    st.dataframe(rows, hide_index=True, width="stretch")
