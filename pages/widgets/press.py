"""Presses that are kept until they are obeyed.

Streamlit forgets a press when another event, such as a run that ends, stops the script before it
has come to where the press is read. A callback runs before all else: it notes the press, and the
page takes the note where it obeys. Whoever takes it obeys at once: a script may be stopped again at
each element that it draws, and wherever it touches its session.
"""

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

_SECONDS = 30.0
"""A press that nobody obeyed by then is void: the person has gone elsewhere."""


def pressed(
    label: str,
    *,
    key: str,
    on_click: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
    **looks: Any,
) -> bool:
    """A button, and whether it was pressed: once for every press, in whichever script run."""

    def note() -> None:
        if on_click is not None:
            on_click(*args)
        _note(key, True)

    st.button(label, key=key, on_click=note, **looks)
    return bool(_take(key))


def keeping(key: str, trigger: str) -> dict[str, Callable[[], None]]:
    """The callback of a component's trigger that notes its value; to be mounted with it."""

    def note() -> None:
        _note(f"{key}.{trigger}", st.session_state[key][trigger])

    return {f"on_{trigger}_change": note}


def taken(key: str, trigger: str) -> Any:
    """What a component's trigger said, once; None if it said nothing."""
    return _take(f"{key}.{trigger}")


def _note(name: str, value: Any) -> None:
    st.session_state[f"press:{name}"] = (time.monotonic(), value)


def _take(name: str) -> Any:
    at, value = st.session_state.pop(f"press:{name}", (0.0, None))
    return value if time.monotonic() - at < _SECONDS else None
