"""The form of a run, made from the specification: data, model, its knobs, and the rest folded."""

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from core.catalogue import CATALOGUE
from core.errors import BadInput
from core.lessons.hiding import imposed, part_of
from core.spec import Knob, RunSpec, acting, knobs, nested, parse_spec
from core.spec.knob import LISTS
from pages.widgets import classroom, link

CHOSEN = "train.chosen"
"""Session key of the knobs a person set, by dotted path; everything else follows the defaults."""

DATASET, FAMILY = "mnist", "variational"
"""What the form starts with."""

_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)


def spec_form() -> RunSpec | None:
    """Draw the form; the specification it describes, or None where a value is not valid."""
    chosen = _chosen()
    kind = _kind(chosen)
    usual = parse_spec(nested(kind))
    error: BadInput | None = None
    try:
        spec = parse_spec(nested(chosen | kind))
    except BadInput as problem:
        spec, error = usual, problem
    place = ".".join(str(value) for value in kind.values())
    found = [
        knob
        for knob in knobs(spec)
        if knob.path not in _HEAD and not (knob.path in _LENGTH and knob.value is None)
    ]
    main = [knob for knob in found if knob.main and knob.path.startswith("model.")]
    unseen = [knob for knob in knobs(spec) if knob.path in kind and not _shown(knob.path)]
    _knobs(main, place, unseen)
    folded = [knob for knob in found if knob not in main]
    open_to_change = classroom.shows("advanced") and any(_shown(knob.path) for knob in folded)
    title = "Data, network and training" if open_to_change else "What is set for you"
    with st.expander(title, icon=f":material/{'tune' if open_to_change else 'lock'}:"):
        _knobs(folded if classroom.shows("advanced") else [], place, folded)
    if error is None:
        return spec
    st.error(str(error), icon=":material/error:")
    st.button("Back to the recommended values", key="train.reset", on_click=choose, args=(kind,))
    return None


def _knobs(found: list[Knob], place: str, unseen: list[Knob]) -> None:
    """Those that may be seen as widgets, the values of the others, and of those that are `unseen`
    already, in a line: no number is lost."""
    shown = [knob for knob in found if _shown(knob.path)]
    for knob in shown:
        _knob(knob, place)
    classroom.values([knob for knob in (*unseen, *found) if knob not in shown])


def _shown(path: str) -> bool:
    return classroom.shows(part_of(path))


def choose(paths: dict[str, Any]) -> None:
    """Put a specification's paths into the form, as a preset, a hint or "train a copy" does."""
    st.session_state[CHOSEN] = dict(paths)
    _forget_widgets()


def _forget_widgets() -> None:
    for key in [k for k in st.session_state if str(k).startswith("knob:")]:
        del st.session_state[key]


def _chosen() -> dict[str, Any]:
    if CHOSEN not in st.session_state:
        st.session_state[CHOSEN] = link.from_query(st.query_params.to_dict())
    kind = {"dataset.name": DATASET, "model.family": FAMILY}
    st.session_state[CHOSEN] = imposed(st.session_state[CHOSEN], classroom.fixed(), kind)
    return st.session_state[CHOSEN]


def _begin(path: str, key: str, value: Any) -> bool:
    """Give a widget its first value, and always that of a fixed setting; says whether it is one."""
    if path in classroom.fixed():
        st.session_state[key] = value
        return True
    st.session_state.setdefault(key, value)
    return False


_HEAD = ("dataset.name", "model.family", "model.variant", "model.objective")
_LENGTH = ("training.epochs", "training.steps")
"""Of these one is given, and the other has no value."""


def _kind(chosen: dict[str, Any]) -> dict[str, Any]:
    """Data set, family and its variant: they decide which knobs there are."""
    dataset = _select(
        "Data", "dataset.name", {n: e.title for n, e in CATALOGUE.items()}, chosen, DATASET
    )
    families = {"plain": "Plain", "sparse": "Sparse", "variational": "VAE"}
    family = _segmented("Model", "model.family", families, chosen, FAMILY)
    kind = {"dataset.name": dataset, "model.family": family}
    heads = {k.path: k for k in knobs(parse_spec(nested(kind)))}
    for path, label in (("model.variant", "Sparsity rule"), ("model.objective", "Objective")):
        if path in heads and len(heads[path].choices) > 1:
            knob = heads[path]
            kind[path] = _select(label, path, knob.choices, chosen, knob.value, knob.help)
    return kind


def _select(
    label: str,
    path: str,
    options: Any,
    chosen: dict[str, Any],
    usual: str,
    help: str | None = None,
) -> str:
    value = _known(path, options, chosen, usual)
    if not _shown(path):
        return value
    key = f"knob:{path}"
    fixed = _begin(path, key, value)
    picked = st.selectbox(
        label,
        list(options),
        format_func=lambda name: options[name],
        key=key,
        help=help,
        disabled=fixed,
        on_change=_store,
        args=(path, key, None),
    )
    classroom.reason(path, options[picked])
    return picked


def _segmented(label: str, path: str, options: Any, chosen: dict[str, Any], usual: str) -> str:
    value = _known(path, options, chosen, usual)
    if not _shown(path):
        return value
    key = f"knob:{path}"
    fixed = _begin(path, key, value)
    picked = st.segmented_control(
        label,
        list(options),
        format_func=lambda name: options[name],
        key=key,
        required=True,
        disabled=fixed,
        on_change=_store,
        args=(path, key, None),
    )
    classroom.reason(path, options[value])
    return str(picked or value)


def _known(path: str, options: Any, chosen: dict[str, Any], usual: str) -> str:
    value = chosen.get(path, usual)
    if value in options:
        return str(value)
    st.warning(
        f"The link asked for {path} “{value}”, which does not exist; valid are "
        f"{', '.join(options)}. {options[usual]} is shown instead."
    )
    chosen.pop(path, None)
    return usual


def _knob(knob: Knob, place: str) -> None:
    """One knob as the widget that suits its kind, with what more and less of it does."""
    key = f"knob:{place}:{knob.path}"
    draw = _WIDGETS[knob.kind] if not knob.words else _text
    draw(knob, key, (knob.path, key))
    classroom.reason(knob.path, classroom.in_words(knob))
    if knob.path.startswith("model.") and knob.main and (knob.more or knob.less):
        st.caption(f":material/north: {knob.more}  \n:material/south: {knob.less}")


def _choice(knob: Knob, key: str, store: tuple[str, str]) -> None:
    fixed = _begin(knob.path, key, knob.value)
    st.selectbox(
        _heading(knob),
        list(knob.choices),
        format_func=lambda name: knob.choices[name],
        key=key,
        help=knob.help,
        disabled=fixed,
        on_change=_store,
        args=(*store, None),
    )


def _number(knob: Knob, key: str, store: tuple[str, str]) -> None:
    if knob.main:
        options = ladder(knob)
        fixed = _begin(knob.path, key, knob.value)
        if st.session_state[key] not in options:
            options = sorted({*options, st.session_state[key]})
        st.select_slider(
            _heading(knob),
            options,
            format_func=lambda v: f"{v:g}" if isinstance(v, float) else f"{v:,}",
            key=key,
            help=_help(knob),
            disabled=fixed,
            on_change=_store,
            args=(*store, None),
        )
        return
    whole = knob.kind == "int"
    cast: Callable[[Any], Any] = int if whole else float
    fixed = _begin(knob.path, key, None if knob.value is None else cast(knob.value))
    st.number_input(
        _heading(knob),
        min_value=None if knob.minimum is None else cast(knob.minimum),
        max_value=None if knob.maximum is None else cast(knob.maximum),
        step=cast(knob.step or (1 if whole else 0.1)),
        format="%d" if whole else "%g",
        placeholder="none" if knob.optional else None,
        key=key,
        help=_help(knob),
        disabled=fixed,
        on_change=_store,
        args=(*store, cast),
    )


def _text(knob: Knob, key: str, store: tuple[str, str]) -> None:
    value = knob.value
    listed = isinstance(value, (list, tuple))
    text = ", ".join(f"{item:g}" for item in value) if listed else str(value)
    fixed = _begin(knob.path, key, text)
    st.text_input(
        _heading(knob),
        key=key,
        help=_help(knob),
        disabled=fixed,
        on_change=_store,
        args=(*store, list_of if knob.kind in LISTS else word_or_number),
    )


def _bool(knob: Knob, key: str, store: tuple[str, str]) -> None:
    fixed = _begin(knob.path, key, bool(knob.value))
    st.toggle(
        _heading(knob),
        key=key,
        help=_help(knob),
        disabled=fixed,
        on_change=_store,
        args=(*store, None),
    )


_WIDGETS = {
    "choice": _choice,
    "int": _number,
    "float": _number,
    "int_list": _text,
    "float_list": _text,
    "bool": _bool,
}


def _heading(knob: Knob) -> str:
    return knob.heading if knob.symbol else knob.label[:1].upper() + knob.label[1:]


def _help(knob: Knob) -> str:
    unit = f" Unit: {knob.unit}." if knob.unit else ""
    return f"{knob.help}{unit} Valid: {knob.valid()}."


def ladder(knob: Knob) -> list[Any]:
    """Values a slider stops at: evenly spread per decade within the bounds, and the ends.

    Whole numbers stop at each one up to 12, and at powers of two.
    """
    low, high = knob.minimum or 0.0, knob.maximum or 1.0
    smallest = low if low > 0 else 1e-3 * min(high, 10.0)
    values = {low, high, knob.default, knob.value}
    for power in range(-8, 9):
        values |= {round(s * 10.0**power, 10) for s in _STEPS}
    if knob.kind == "int":
        values |= {*range(13), *(2**power for power in range(20))}
        whole = {int(v) for v in values if v is not None and float(v).is_integer()}
        return sorted(v for v in whole if low <= v <= high)
    kept = {float(v) for v in values if v is not None and (v == low or smallest <= v <= high)}
    return sorted(kept)


def _store(path: str, key: str, cast: Callable[[Any], Any] | None) -> None:
    """Remember a choice; what belonged to a former data set, model or likelihood falls away."""
    value = st.session_state[key]
    chosen = st.session_state[CHOSEN] | {path: cast(value) if cast and value is not None else value}
    st.session_state[CHOSEN] = acting(_with_kind(chosen))


def _with_kind(chosen: dict[str, Any]) -> dict[str, Any]:
    """Choices with the data set and family that the form shows when none was chosen."""
    return {"dataset.name": DATASET, "model.family": FAMILY} | chosen


def list_of(text: str) -> Any:
    """Numbers written with commas; the text itself where it is something else."""
    parts = [p for p in text.replace(";", ",").split(",") if p.strip()]
    try:
        return [json.loads(p) for p in parts]
    except ValueError:
        return text


def word_or_number(text: str) -> Any:
    """The number that was written, or the word."""
    try:
        return float(text)
    except ValueError:
        return text.strip()
