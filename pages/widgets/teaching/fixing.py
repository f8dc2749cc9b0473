"""Which settings a link fixes: chosen from those of one kind of model, each with a valid value."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.catalogue import CATALOGUE
from core.spec import FAMILIES, Knob, RunSpec, knobs, nested, parse_spec
from core.spec.knob import LISTS
from pages.widgets import classroom, form

_HEADINGS = {"dataset.name": "Data", "model.family": "Model"}


def kind() -> dict[str, Any]:
    """The data set, family and rule or objective whose settings are offered."""
    first, second, third = st.columns(3)
    dataset = first.selectbox(
        "Data",
        list(CATALOGUE),
        index=list(CATALOGUE).index(form.DATASET),
        format_func=lambda name: CATALOGUE[name].title,
        key="teachers.data",
    )
    family = second.selectbox(
        "Model",
        list(FAMILIES),
        index=list(FAMILIES).index(form.FAMILY),
        format_func=lambda name: FAMILIES[name].title,
        key="teachers.family",
    )
    chosen = {"dataset.name": dataset, "model.family": family}
    of = FAMILIES[family]
    if of.key:
        chosen[f"model.{of.key}"] = third.selectbox(
            of.key_label[:1].upper() + of.key_label[1:],
            list(of.members),
            index=list(of.members).index(of.default),
            format_func=lambda name: of.titles[name],
            key=f"teachers.{of.key}",
        )
    return chosen


def fixed(of: dict[str, Any]) -> dict[str, Any]:
    """The settings to fix with their values, of a kind; values may be invalid together."""
    spec = parse_spec(nested(of))
    offered = {knob.path: knob for knob in knobs(spec) if knob.path != "training.steps"}
    chosen = st.multiselect(
        "Settings to fix",
        list(offered),
        format_func=lambda path: _heading(offered[path]),
        key=f"teachers.fixed:{_place(spec)}",
        placeholder="none: everything may be changed",
        help="On Train they are shown with this value, and cannot be changed.",
    )
    if not chosen:
        return {}
    with st.container(horizontal=True, key="teachers.values"):
        return {path: _value(offered[path], of, _place(spec)) for path in chosen}


def _heading(knob: Knob) -> str:
    heading = _HEADINGS.get(knob.path, knob.heading)
    return heading[:1].upper() + heading[1:] if not knob.symbol else heading


def _place(spec: RunSpec) -> str:
    return ".".join((spec.dataset.name, *spec.model.headline()[:1]))


def _value(knob: Knob, of: dict[str, Any], place: str) -> Any:
    """The value to fix it at, by the widget that suits it; what chooses the kind is fixed as is."""
    heading, key = _heading(knob), f"teachers.value:{place}:{knob.path}"
    if knob.path in of:
        st.text_input(heading, classroom.in_words(knob), disabled=True, key=key, width=220)
        return of[knob.path]
    if knob.kind == "choice":
        names = list(knob.choices)
        at = names.index(knob.value)
        return st.selectbox(
            heading, names, at, format_func=lambda n: knob.choices[n], key=key, width=220
        )
    if knob.kind == "bool":
        return st.toggle(heading, bool(knob.value), key=key)
    if knob.words or knob.kind in LISTS:
        text = st.text_input(heading, classroom.in_words(knob), key=key, width=220)
        return form.list_of(text) if knob.kind in LISTS else form.word_or_number(text)
    cast: Callable[[Any], Any] = int if knob.kind == "int" else float
    return st.number_input(
        heading,
        None if knob.minimum is None else cast(knob.minimum),
        None if knob.maximum is None else cast(knob.maximum),
        None if knob.value is None else cast(knob.value),
        cast(knob.step or (1 if cast is int else 0.1)),
        format="%d" if cast is int else "%g",
        help=f"Valid: {knob.valid()}.",
        key=key,
        width=220,
    )
