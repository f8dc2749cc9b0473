"""Sparsity of codes and outputs across kinds of model: sparse, variational and both at once."""

from typing import Any

import streamlit as st

from core.quantities import quantity, written
from core.runs import RunFolder
from core.runs.listing import whole
from pages.widgets import picker

_COLUMNS = (
    ("code", "data", "codes of data"),
    ("code", "generated", "codes, generated"),
    ("output", "data", "data"),
    ("output", "reconstructions", "reconstructions"),
    ("output", "generated", "generated"),
)
_PER_KIND = 2
MEASURED = {"zeros": "exact_zeros", "dark": "dark", "hoyer": "hoyer"}
"""Columns of a sparsity report, with the quantity that each is: zeros are exact ones in it."""


def kind_of(run: RunFolder) -> str:
    """Sparse, variational, or a VAE whose prior is sparse."""
    model = run.settings["model"]
    if model["family"] == "sparse":
        return "Sparse"
    return "Sparse VAE" if model.get("objective") == "sparse" else "VAE"


def beside(run: RunFolder) -> None:
    """A table of exact zeros and one of Hoyer sparsity: this run, then others of every kind."""
    shown = compared(run)
    if len({kind_of(one) for one in shown}) < 2:
        st.caption(
            "Train a sparse, a variational and a sparse variational (“sparse” objective) "
            "autoencoder on this data, and all three stand beside each other here."
        )
        return
    st.subheader("Beside other kinds of model", anchor=False)
    st.caption(
        "On the same test examples. Outputs are means: one likelihood keeps them above zero, and "
        "another's draws may be zero where its means are not."
    )
    for key in ("zeros", "hoyer"):
        st.markdown(f"**{quantity(MEASURED[key]).label}**")
        st.dataframe(rows(shown, key), hide_index=True, width="stretch")


def compared(run: RunFolder) -> list[RunFolder]:
    """This run and the newest two of each kind with a report on the same test set."""
    own = run.summary() or {}
    found = [run]
    for other in picker.visible_runs(("sparse", "variational")):
        summary = other.summary() or {}
        if other == run or summary.get("test_set") != own.get("test_set"):
            continue
        alike = sum(kind_of(one) == kind_of(other) for one in found)
        if "sparsity_report" in summary and alike < _PER_KIND:
            found.append(whole(other))
    return found


def rows(runs: list[RunFolder], key: str) -> list[dict[str, Any]]:
    """One row a run: `key` of its codes and outputs, by means."""
    names = picker.unique_names(runs)
    found = []
    for run in runs:
        report = (run.summary() or {})["sparsity_report"]["rows"]
        values = {(row["of"], row["what"]): row for row in report if row["form"] == "mean"}
        cells = {
            title: written(values[of, what].get(key), quantity(MEASURED[key]))
            for of, what, title in _COLUMNS
            if (of, what) in values
        }
        found.append({"kind": kind_of(run), "run": names[run.id], **cells})
    return sorted(found, key=lambda row: row["kind"])
