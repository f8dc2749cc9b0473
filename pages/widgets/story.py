"""A run of one of the stories: what to look at while it trains, what it came to afterwards."""

import streamlit as st

from core.hints.stories import ENDINGS, story_of, told
from core.runs import RunFolder
from pages.widgets import controls


def story(run: RunFolder) -> None:
    """Nothing for a run that tells no story."""
    preset = story_of(run.spec)
    if preset is None:
        return
    summary = run.summary()
    with st.container(border=True, key="story"):
        if not summary:
            st.markdown(f":material/visibility: **{preset.title}.** {preset.look}")
            return
        ending = ENDINGS[preset.name]
        st.markdown(
            f":material/auto_stories: **{preset.title}.** {told(preset, run.spec, summary)}"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                controls.EXPLORE[run.spec.model.family],
                label=ending.see,
                icon=":material/travel_explore:",
                query_params={"run": run.id, **ending.query},
            )
            if ending.changes:
                st.button(
                    ending.action,
                    icon=":material/tune:",
                    key=f"story.next:{run.id}",
                    on_click=controls.use_settings,
                    args=(run, dict(ending.changes)),
                    help="Puts these settings into the form.",
                )
