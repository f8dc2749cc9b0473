"""A second run beside the first: two pads with the same pins, examples and share of training."""

import re

import streamlit as st

from core.runs import RunFolder
from core.runs.listing import whole
from pages.widgets import parts, picker
from pages.widgets.latent import pad

_KEY = "latent.beside"


def choose(run: RunFolder) -> RunFolder | None:
    """A select box over finished runs of the same test set, at first the link's; mostly none."""
    fitting = {other.id: other for other in companions(run)}
    asked = st.query_params.get("beside", "")
    if not fitting and not asked:
        return None
    if asked and asked not in fitting:
        st.warning(
            f"There is no run {asked!r} to put beside this one: it must be finished, plain or "
            "variational, and tested on the same examples."
            if re.fullmatch(r"[a-z0-9-]{1,40}", asked)
            else "The link names no run to put beside this one."
        )
        if not fitting:
            return None
    if st.session_state.get(_KEY) not in (None, *fitting):
        del st.session_state[_KEY]
    if _KEY not in st.session_state:
        st.session_state[_KEY] = asked if asked in fitting else None
    named = picker.titles(list(fitting.values()))
    chosen = st.selectbox(
        "Beside it",
        [None, *fitting],
        format_func=lambda id_: named[id_] if id_ else "No other run",
        key=_KEY,
        help="Runs tested on the same examples: the same pins and the same share of the training.",
    )
    return whole(fitting[chosen]) if chosen else None


def pads(run: RunFolder, other: RunFolder) -> None:
    """Both pads, stacked on a phone."""
    for column, one in zip(st.columns(2, gap="large"), (run, other), strict=True):
        with column:
            st.markdown(f"**{picker.unique_names([run, other])[one.id]}**")
            parts.reading(one)
            pad.latent_pad(one, key=f"pad:{one.id}:pair", main=run)
    st.caption(
        "Move either point: the other goes to the code of the same test example, the one nearest "
        "to it. Pins on examples are in both; one at a place of its own stays in the first."
    )


def companions(run: RunFolder) -> list[RunFolder]:
    """Finished runs of the same test set, mine first: their test examples are the same ones."""
    tested = (run.summary() or {}).get("test_set")
    if tested is None:
        return []
    others = [one for one in picker.visible_runs(("variational", "plain")) if one != run]
    return [one for one in others if (one.summary() or {}).get("test_set") == tested]
