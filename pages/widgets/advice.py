"""What a run's numbers say in words, with a button that puts the cure into the form."""

import streamlit as st

from core.hints import hints
from core.runs import RunFolder
from pages.widgets.controls import use_settings


def advice(run: RunFolder) -> None:
    """One line for each hint; nothing before the run has numbers."""
    summary = run.summary()
    if not summary:
        return
    for number, hint in enumerate(hints(run.spec.as_dict(), summary)):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/lightbulb: {hint.text}")
            if not hint.cure:
                continue
            key = f"hint:{run.id}:{number}"
            if st.button(hint.action, key=key, on_click=use_settings, args=(run, hint.cure)):
                st.switch_page("train.py")
