"""Class mode: what a learner finished, as a small signed file to hand in."""

import streamlit as st

from core.errors import LabError
from core.lessons.certificate import NAME_LENGTH, PROVES, achievements, certificate
from core.lessons.record import read
from core.spec.family import counted
from pages.owner import owner

FILE = "latent-lab-summary.json"


@st.fragment
def section() -> None:
    """The heading, a name to type, and the download."""
    st.header("My summary", anchor=False)
    done = achievements(read(owner()))
    missions = sum(len(one["missions"]) for one in done)
    predictions = [one["prediction"] for one in done if one["prediction"]]
    if not done:
        st.caption(
            "For a class: once you have made a prediction or finished a mission, it can be "
            "downloaded here as a small signed file."
        )
        return
    right = sum(bool(one["right"]) for one in predictions)
    st.caption(
        f"{counted(missions, 'mission')} finished, {right} of "
        f"{counted(len(predictions), 'prediction')} right. The file says so with your runs, their "
        "numbers and the times, signed by this server, so that a teacher can check it: "
        f"`python -m core verify {FILE}`. {PROVES}"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Your name",
            key="summary.name",
            max_chars=NAME_LENGTH,
            width=280,
            help="It stands in the file, and is kept nowhere else.",
            persist_state="session",
        )
        try:
            content = certificate(name, done) if name.strip() else b""
        except LabError as problem:
            st.error(str(problem), icon=":material/error:")
            return
        st.download_button(
            "Download",
            content,
            FILE,
            "application/json",
            key="summary.download",
            icon=":material/download:",
            disabled=not content,
            on_click="ignore",
        )
