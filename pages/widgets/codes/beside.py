"""A second run beside the page's own: its atoms, histograms and numbers; it stands in the link."""

import streamlit as st

from core.runs import RunFolder
from core.runs.listing import whole
from core.spec import differences
from pages.widgets import picker
from pages.widgets.component import load

LINK = "beside"


def pick(run: RunFolder) -> RunFolder | None:
    """The run of `&beside=`, chosen among those on the same data; None for one alone."""
    name = run.spec.dataset.name
    others = [
        one
        for one in picker.visible_runs(("sparse",))
        if one != run and one.settings["dataset"]["name"] == name and one.snapshot_steps()
    ]
    asked = st.query_params.get(LINK)
    if asked and asked not in (one.id for one in others):
        st.warning(
            "The run that the link puts beside this one is not there: it must be another sparse "
            "run on the same data set. This one is shown alone."
        )
    if not others:
        return None
    names = picker.unique_names(others)
    key = f"sparse.beside:{run.id}"
    if key not in st.session_state:
        st.session_state[key] = asked if asked in names else None
    chosen = st.selectbox(
        "Beside it",
        [None, *names],
        format_func=lambda one: names[one] if one else "no second run",
        key=key,
        help="Another sparse run on the same data set, shown side by side with this one.",
    )
    load("address")(key="sparse.address", data={"run": run.id, "values": {LINK: chosen}})
    return next((whole(one) for one in others if one.id == chosen), None)


def what_differs(run: RunFolder, other: RunFolder) -> str:
    """In a sentence, the settings in which the second differs from the first."""
    found = differences(run.spec, other.spec)
    if not found:
        return "Both have the same settings."
    said = [f"{path} {_said(a)} → {_said(b)}" for path, (a, b) in list(found.items())[:4]]
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    return f"What differs: {', '.join(said)}{more}."


def _said(value: object) -> str:
    return "none" if value is None else str(value)
