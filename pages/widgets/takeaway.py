"""Take it away: the report, the code, and everything in one zip, of a run or a comparison."""

from collections.abc import Sequence

import streamlit as st

from core.errors import BadInput
from core.runs import RunFolder
from core.takeaway.program import program


def button(run: RunFolder) -> None:
    """A button that opens what can be taken away of one run."""
    try:
        text, problem = program(run), ""
    except BadInput as refusal:
        text, problem = "", str(refusal)
    with st.popover("Take it away", icon=":material/download:", key=f"takeaway:{run.id}"):
        _links([run], code=bool(text))
        if not text:
            st.caption(problem)
            return
        st.caption(
            "As code it is one PyTorch file with this run's settings and random streams, which "
            "trains to the same numbers, up to rounding."
        )
        st.code(text, language="python", height=420)


def section(runs: Sequence[RunFolder]) -> None:
    """The same for several runs, as a section of a page."""
    st.header("Take it away", anchor=False)
    st.caption(
        "The report holds what differs, numbers, curves and pictures in one file that opens "
        "anywhere. The zip holds it, and of each run specification, metrics, weights and, where "
        "there is one, a program that trains to the same numbers. This page's link opens the same "
        "comparison again, and the curves above are saved as pictures there."
    )
    _links(runs)


def _links(runs: Sequence[RunFolder], code: bool = False) -> None:
    ids = ",".join(run.id for run in runs)
    with st.container(horizontal=True):
        st.link_button("Report", f"/api/report?runs={ids}", icon=":material/description:")
        st.link_button("Zip", f"/api/export?runs={ids}", icon=":material/folder_zip:")
        if code:
            st.link_button("Code", f"/api/runs/{ids}/code", icon=":material/code:")
