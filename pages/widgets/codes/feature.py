"""A feature's page: when it fires, how strongly, with which others, and what it is worth."""

import re

import streamlit as st

from core.runs import RunFolder
from pages.widgets import linked, parts
from pages.widgets.component import load


def view(run: RunFolder) -> None:
    """The feature of the link, or the busiest; a click on a wall or histogram shows another."""
    st.header("A feature’s page", anchor=False)
    st.caption(
        "What a feature means is what it fires on: not only on its strongest examples, which "
        "mislead when they stand alone, but on examples from all of its range and on random ones. "
        "Choose it by number, among the atoms above, or among the features that fire with another. "
        "All over test examples."
    )
    asked, features = linked_feature(run), run.spec.as_dict()["model"]["features"]
    given = st.query_params.get("feature", "")
    if given and asked is None and st.session_state.get("sparse.linked") == run.id:
        valid = [f"a number from 0 to {features - 1}"]
        linked.wrong("feature", given, valid, "The busiest is shown.")
    if asked is not None and asked >= features:
        st.warning(
            f"This run has no feature {asked}: its {features} features are numbered from 0. "
            "The busiest is shown."
        )
        asked = None
    data = {"run": parts.facts(run, False), "feature": asked, "linked": True}
    load("feature_view")(key=f"feature:{run.id}", data=data)


def linked_feature(run: RunFolder) -> int | None:
    """The number of the feature in the link, where there is one that can be read.

    It is of the run that the link opened with; another run opens with its own busiest feature.
    """
    asked = st.query_params.get("feature", "")
    mine = st.session_state.setdefault("sparse.linked", run.id) == run.id
    return int(asked) if mine and re.fullmatch(r"\d{1,6}", asked) else None
