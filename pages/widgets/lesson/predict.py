"""A prediction that the learner commits to before seeing what happens."""

from collections.abc import Sequence

import streamlit as st

from core.errors import LabError
from core.lessons.record import Record, commit, mark
from pages.owner import owner
from pages.widgets import classroom


def show(
    slug: str,
    record: Record,
    *,
    ask: str,
    options: Sequence[str],
    right: int,
    because: Sequence[str],
) -> bool:
    """Ask, and once answered say what is right and why; whether the lesson may go on.

    The first answer counts and is kept; "Show me without" goes on without one.
    """
    made = record.predictions.get(slug)
    if made is not None:
        _answer(ask, options, right, because, int(made["choice"]))
        return True
    if record.marks.get(_without(slug)):
        st.markdown(ask)
        st.caption(f"You went on without a guess. {options[right]} {because[right]}")
        return True
    choice = st.radio(
        ask,
        range(len(options)),
        format_func=lambda place: options[place],
        index=None,
        key=f"predict:{slug}",
    )
    with st.container(horizontal=True):
        st.button(
            "This is my prediction",
            type="primary",
            key=f"commit:{slug}",
            disabled=choice is None,
            on_click=_commit,
            args=(slug, choice, right),
        )
        if classroom.shows("skip"):
            st.button("Show me without", key=f"without:{slug}", on_click=_go_on, args=(slug,))
    if refused := st.session_state.pop("predict.refused", None):
        st.error(refused, icon=":material/error:")
    return False


def _without(slug: str) -> str:
    """The learner's mark that a lesson goes on without a guess."""
    return f"without:{slug}"


def _go_on(slug: str) -> None:
    try:
        mark(owner(), _without(slug), True)
    except LabError as problem:
        st.session_state["predict.refused"] = str(problem)


def _commit(slug: str, choice: int, right: int) -> None:
    try:
        commit(owner(), slug, choice, choice == right)
    except LabError as problem:
        st.session_state["predict.refused"] = str(problem)


def _answer(
    ask: str, options: Sequence[str], right: int, because: Sequence[str], choice: int
) -> None:
    st.markdown(ask)
    chosen = options[min(choice, len(options) - 1)]
    if choice == right:
        st.success(f"You said: {chosen} {because[right]}", icon=":material/check_circle:")
        return
    st.info(f"You said: {chosen} {because[choice]}", icon=":material/psychology_alt:")
    st.markdown(f"What happens: **{options[right]}** {because[right]}")
