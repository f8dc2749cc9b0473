"""Numbers of runs under one another, each with unit and definition."""

import streamlit as st

from core.lessons.numbers import numbers
from core.runs import Library
from pages.widgets.strip import stats_of, strip


def show(*, key: str, runs: list[str], keys: list[str], side: str = "test") -> None:
    """The numbers `keys` of each run, on the test set or, with `side`, on training data."""
    for run in runs:
        one = Library().find(run)
        with st.container(key=f"{key}:{run}"):
            st.markdown(f"**{one.name}**")
            summary = one.summary() or {}
            found = summary | {side: numbers(summary, side)}
            strip(stats_of(found, one.spec.as_dict(), keys, side=side))
