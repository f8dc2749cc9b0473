"""Which runs are compared; the choice stands in the link."""

from collections.abc import Sequence

import streamlit as st

from core.errors import BadInput
from core.runs import Library, RunFolder
from core.runs.listing import whole
from pages.widgets import picker
from pages.widgets.component import load

MOST = 8
CHOSEN = "compare.runs"
"""Session key of the ids of the compared runs."""
_KEPT = "compare.kept"  # the same while another view is shown, whose widgets forget this one's
_TOLD = "compare.told"
VIEWS = ("Runs", "Effect of a knob", "Sweeps")
VIEW = "compare.view"
"""Session key of the part of the page that is shown."""


def view() -> list[RunFolder]:
    """The chosen runs, at most `MOST`; at first two of one family, so that something is shown."""
    options = {run.id: run for run in picker.visible_runs() if run.snapshot_steps()}
    asked = [i for i in st.query_params.get("runs", "").split(",") if i]
    kept = st.session_state.get(_KEPT) or asked
    for id_ in [*st.session_state.get(CHOSEN, []), *kept]:
        if id_ not in options:
            _add(id_, options)
    if CHOSEN not in st.session_state:
        known = [i for i in dict.fromkeys(kept) if i in options]
        if len(known) > MOST:
            st.warning(f"The link names {len(known)} runs; the first {MOST} of them are compared.")
        st.session_state[CHOSEN] = known[:MOST] or _suggestion(list(options.values()))
    else:
        st.session_state[CHOSEN] = [i for i in st.session_state[CHOSEN] if i in options]
    chosen = st.multiselect(
        "Runs",
        list(options),
        format_func=picker.titles(list(options.values())).__getitem__,
        key=CHOSEN,
        max_selections=MOST,
        placeholder="Choose two to eight runs",
        help=f"Up to {MOST} at once, so that colours stay apart.",
    )
    st.session_state[_KEPT] = chosen
    values = {"runs": ",".join(chosen)}
    load("address")(key="compare.runs.address", data={"run": "runs", "values": values})
    return [whole(options[id_]) for id_ in chosen]


def _add(id_: str, options: dict[str, RunFolder]) -> None:
    """Somebody else's run joins those that are offered; what is no run is said, once a session."""
    told = st.session_state.setdefault(_TOLD, set())
    try:
        run = Library().find(id_)
    except BadInput as problem:
        if id_ not in told:
            st.warning(str(problem))
    else:
        if run.snapshot_steps():
            options[id_] = run
        elif id_ not in told:
            st.info(f"{run.name} has nothing to show yet; it will a second after it starts.")
    told.add(id_)


def toggle(run_id: str) -> None:
    """Take a run into the comparison or out of it; for callbacks, before the page is drawn."""
    chosen = list(st.session_state.get(CHOSEN, []))
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
