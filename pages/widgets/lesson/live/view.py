"""Any view of the Latent space and Sparse codes pages, on the run that a lesson names."""

from collections.abc import Callable

import streamlit as st

from core.errors import BadInput
from core.runs import Library, RunFolder
from pages.widgets import sparsity
from pages.widgets.codes import activations, density, edges, edit, feature, trade_off
from pages.widgets.latent import interpolate, kl, map, pad, sample, traverse


def _own_input(run: RunFolder) -> None:
    pad.own_input(run, key=f"lesson.own:{run.id}")


_VIEWS: dict[str, Callable[[RunFolder], None]] = {
    "map": map.view,
    "input": _own_input,
    "interpolate": interpolate.view,
    "sample": sample.view,
    "kl": kl.dimensions,
    "traverse": traverse.view,
    "sparsity": sparsity.sparsity,
    "activations": activations.view,
    "density": density.view,
    "feature": feature.view,
    "edit": edit.view,
    "trade_off": trade_off.view,
    "edges": edges.view,
}


def show(*, key: str, name: str, run: str) -> None:
    """The view of that name; raises `BadInput` where there is none."""
    if name not in _VIEWS:
        raise BadInput(f"There is no view {name!r}; there are {', '.join(_VIEWS)}.")
    one = Library().find(run)
    with st.container(key=key.replace(" ", "-")):
        st.markdown(f"**{one.name}**")
        _VIEWS[name](one)
