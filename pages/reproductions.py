"""Reproductions: published results beside ours, each with the command that measures it again."""

import streamlit as st

from core.reproductions import Record, recorded
from pages.widgets import reproductions as shown
from pages.widgets.component import load
from pages.widgets.strip import Stat, strip

ALL = "all"


def page() -> None:
    st.title("Reproductions")
    st.markdown(
        "Does this program compute what the literature says? Each row is a result of somebody "
        "else's, with our protocol, our number, and whether it is met. Nothing here is typed in: "
        "a row is the file that its own command wrote. What is missed is shown as plainly as what "
        "is met. A number “quoted, not re-checked” comes from memory of a paper that could not be "
        "opened again."
    )
    records = recorded()
    strip(_stats(records))
    family = _family(sorted({one.family for one in records}))
    for record in records:
        if family in (ALL, record.family):
            _show(record)


def _family(families: list[str]) -> str:
    """Which family is looked at, from the link when the page opens; `ALL` for every one."""
    choices = [ALL, *families]
    asked = st.query_params.get("family")
    st.session_state.setdefault("family", asked if asked in choices else ALL)
    family = st.segmented_control(
        "Family", choices, format_func=str.capitalize, key="family", required=True
    )
    st.query_params.from_dict({} if family == ALL else {"family": str(family)})
    return str(family)


def _stats(records: list[Record]) -> list[Stat]:
    count = shown.tally(records)
    return [
        Stat("Results", str(sum(count.values())), "", "Numbers with a pass mark."),
        Stat("Met", str(count["met"]), "", "Ours lies within the mark."),
        Stat("Missed", str(count["missed"]), "", "Ours lies outside; the row says what is known."),
        Stat("Not run yet", str(count["not run yet"]), "", "Nobody has measured these here."),
    ]


def _show(record: Record) -> None:
    st.header(record.title, anchor=False)
    st.markdown(record.about)
    st.caption(shown.measured_on(record))
    load("reproductions")(key=f"reproductions:{record.name}", data=shown.table(record))


page()
