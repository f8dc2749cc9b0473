"""The pad of a latent space, alone or beside a second one that goes along."""

import streamlit as st

from core.runs import Library
from pages.widgets.latent import beside as pair
from pages.widgets.latent import pad as pads


def show(*, key: str, run: str, beside: str = "") -> None:
    """Drag to decode; with `beside`, a second run of the same test set with the same pins."""
    one = Library().find(run)
    if beside:
        pair.pads(one, Library().find(beside))
        return
    st.markdown(f"**{one.name}**")
    pads.latent_pad(one, key=f"{key}:pad")
