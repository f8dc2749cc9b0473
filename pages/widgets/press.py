"""Presses that are kept until they are obeyed.

Streamlit forgets a press when another event, such as a run that ends, stops the script before it
has come to where the press is read. A callback runs before all else: it notes the press, and the
page takes the note where it obeys. Whoever takes it obeys at once: a script may be stopped again at
each element that it draws, and wherever it touches its session. So may a callback, which is then
done once more before the event that stopped it has its turn.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

_SECONDS = 30.0
"""A press that nobody obeyed by then is void: the person has gone elsewhere."""

Notes = dict[str, tuple[float, Any]]
"""What was pressed and not obeyed: when, and what it said."""


def pressed(
    label: str,
    *,
    key: str,
    on_click: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
    **looks: Any,
) -> bool:
    """A button, and whether it was pressed: once for every press, in whichever script run.

    `on_click` may be called twice for one press.
    """
    notes = _notes()

    def note() -> None:
        if on_click is not None:
            on_click(*args)
        notes[key] = (time.monotonic(), True)

    st.button(label, key=key, on_click=partial(whole, note), **looks)
    return bool(_take(key))


def keeping(key: str, trigger: str) -> dict[str, Callable[[], None]]:
    """The callback of a component's trigger that notes its value; to be mounted with it."""
    notes = _notes()

    def note() -> None:
        notes[f"{key}.{trigger}"] = (time.monotonic(), st.session_state[key][trigger])

    return {f"on_{trigger}_change": partial(whole, note)}


def taken(key: str, trigger: str) -> Any:
    """What a component's trigger said, once; None if it said nothing."""
    return _take(f"{key}.{trigger}")


def whole(callback: Callable[[], None]) -> None:
    """Call what may be called twice; where another event stops it, to its end before that event."""
    try:
        callback()
    except RerunException:
        callback()
        raise


def _notes() -> Notes:
    """This session's; a plain dict, since whatever touches the session may be stopped there."""
    found: Notes = st.session_state.setdefault("presses", {})
    return found


def _take(name: str) -> Any:
    at, value = _notes().pop(name, (0.0, None))
    return value if time.monotonic() - at < _SECONDS else None
