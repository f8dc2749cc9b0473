"""Any view of the Latent space and Sparse codes pages, on the run that a lesson names."""

from collections.abc import Callable

import streamlit as st

from core.errors import BadInput
from core.runs import Library, RunFolder
from pages.widgets import parts, sparsity
from pages.widgets.codes import (
    activations,
    density,
    dictionary,
    edges,
    edit,
    feature,
    trade_off,
)
from pages.widgets.latent import interpolate, kl, map, pad, sample, traverse


def _own_input(run: RunFolder) -> None:
    pad.own_input(run, key=f"lesson.own:{run.id}")


def _directions(run: RunFolder) -> None:
    parts.word_lists(run, "directions", live=False, key=f"lesson.directions:{run.id}")
    parts.scrubber(run, live=False, key=f"lesson.directions.scrubber:{run.id}")


def _edges(run: RunFolder) -> None:
    edges.pair(run.spec)


def _sparsity(run: RunFolder) -> None:
    sparsity.of_report(run, (run.summary() or {})["sparsity_report"])


_VIEWS: dict[str, Callable[[RunFolder], None]] = {
    "map": map.view,
    "input": _own_input,
    "interpolate": interpolate.view,
    "sample": sample.view,
    "kl": kl.dimensions,
    "traverse": traverse.view,
    "directions": _directions,
    "sparsity": _sparsity,
    "activations": activations.view,
    "density": density.panel,
    "recovery": dictionary.recovery,
    "feature": feature.view,
    "edit": edit.view,
    "trade_off": trade_off.panel,
    "edges": _edges,
}


def show(*, key: str, name: str, run: str) -> None:
    """The view of that name; raises `BadInput` where there is none."""
    if name not in _VIEWS:
        raise BadInput(f"There is no view {name!r}; there are {', '.join(_VIEWS)}.")
    one = Library().find(run)
    with st.container(key=key.replace(" ", "-")):
        st.markdown(f"**{one.name}**")
        _VIEWS[name](one)
