"""How the codes of several runs are spread, on one axis, and how many are zero."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.runs import RunFolder
from pages.widgets import parts, picker
from pages.widgets.component import load


def view(runs: Sequence[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    """Features of sparse runs, and latent codes of the others; each data set has its own axis."""
    st.header("Codes on one axis", anchor=False)
    names = picker.unique_names(runs)
    for number, (title, members) in enumerate(_groups(runs).items()):
        st.caption(f"**{title}**")
        described = [_facts(run, names[run.id], colors[run.id]) for run in members]
        data = {"runs": described, "latent": members[0].spec.model.family != "sparse"}
        load("compare_codes")(key=f"compare.codes:{number}", data=data)


def _groups(runs: Sequence[RunFolder]) -> dict[str, list[RunFolder]]:
    """Runs whose codes may share an axis: of one kind, learned from one data set."""
    found: dict[str, list[RunFolder]] = {}
    for run in runs:
        kind = "Features" if run.spec.model.family == "sparse" else "Latent codes"
        found.setdefault(f"{kind}, {run.spec.dataset.entry.title}", []).append(run)
    return found


def _facts(run: RunFolder, name: str, color: tuple[str, str]) -> dict[str, Any]:
    model = run.spec.as_dict()["model"]
    sparse = run.spec.model.family == "sparse"
    drawn = {"name": name, "color": color[0], "dash": color[1]}
    return (
        parts.facts(run, run.status().active)
        | drawn
        | {
            "tested": (run.path / "test" / "meta.json").exists(),
            "features": model["features"] if sparse else None,
            "free": sparse and model.get("decoder_norm") == "free",
        }
    )
