"""Which runs are compared; the choice stands in the link."""

from collections.abc import Sequence

import streamlit as st

from core.errors import BadInput
from core.runs import Library, RunFolder
from core.runs.listing import whole
from pages.widgets import picker

MOST = 8
CHOSEN = "compare.runs"
"""Session key of the ids of the compared runs."""
VIEWS = ("Runs", "Effect of a knob", "Sweeps")
VIEW = "compare.view"
"""Session key of the part of the page that is shown."""


def view() -> list[RunFolder]:
    """The chosen runs, at most `MOST`; at first two of one family, so that something is shown."""
    options = {run.id: run for run in picker.visible_runs() if run.snapshot_steps()}
    asked = [i for i in st.query_params.get("runs", "").split(",") if i]
    missing = [i for i in asked if i not in options]
    for id_ in list(missing):
        try:
            options[id_] = Library().find(id_)
        except BadInput as problem:
            st.warning(str(problem))
    if CHOSEN not in st.session_state:
        known = [i for i in asked if i in options]
        st.session_state[CHOSEN] = known or _suggestion(list(options.values()))
    chosen = st.multiselect(
        "Runs",
        list(options),
        format_func=lambda id_: picker.title(options[id_]),
        key=CHOSEN,
        max_selections=MOST,
        placeholder="Choose two to eight runs",
        help=f"Up to {MOST} at once, so that colours stay apart.",
    )
    st.query_params["runs"] = ",".join(chosen)
    return [whole(options[id_]) for id_ in chosen]


def toggle(run_id: str) -> None:
    """Take a run into the comparison or out of it; for callbacks, before the page is drawn."""
    chosen = list(st.session_state[CHOSEN])
    if run_id in chosen:
        chosen.remove(run_id)
    elif len(chosen) < MOST:
        chosen.append(run_id)
    else:
        st.toast(f"{MOST} runs are compared already: take one out first.")
    st.session_state[CHOSEN] = chosen


def show(run_ids: Sequence[str]) -> None:
    """Compare these runs, at most `MOST`; for callbacks, before the page is drawn."""
    st.session_state[CHOSEN] = list(run_ids[:MOST])
    st.session_state[VIEW] = VIEWS[0]


def _suggestion(runs: list[RunFolder]) -> list[str]:
    """The two newest of one family, so that the page is never empty."""
    for run in runs:
        same = [r.id for r in runs if r.info.get("family") == run.info.get("family")]
        if len(same) > 1:
            return same[:2]
    return [run.id for run in runs[:2]]
