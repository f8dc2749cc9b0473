"""What a link says of a page's widgets: taken once, and said in a sentence where it cannot be."""

from collections.abc import Iterable

import streamlit as st

_TOLD = "link.told"


def take(name: str, key: str, options: Iterable[str]) -> None:
    """Before a select widget of that `key`: its first value is what the link says of `name`."""
    asked = st.query_params.get(name)
    if key in st.session_state or not asked:
        return
    known = list(options)
    if asked in known:
        st.session_state[key] = asked
    else:
        wrong(name, asked, known)


def wrong(name: str, given: str, valid: Iterable[str], instead: str = "") -> None:
    """In a sentence, once a session: the link asks for what cannot be shown, and what can be."""
    told = st.session_state.setdefault(_TOLD, set())
    if (name, given) in told:
        return
    told.add((name, given))
    names = list(valid)
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    instead = instead or "What is usual is shown instead."
    st.warning(f"The link’s {name}={given[:60]} cannot be shown: valid is {shown}. {instead}")
