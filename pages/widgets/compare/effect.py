"""Effect of a knob: a number of all one's runs against one hyperparameter, the others held."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.comparing.effect import Level, Line, Measured, lines, telling, varying
from core.figures.colors import DASHES, RUNS
from core.figures.effect import MOST
from core.quantities import Quantity, quantity, written
from core.runs import RunFolder
from core.spec import Knob, flat, knobs
from pages.widgets import linked, parts, words
from pages.widgets.compare import pool
from pages.widgets.component import load

NUMBERS = (
    "elbo", "fvu", "reconstruction", "kl", "l0", "active_units", "dead", "knn_accuracy",
    "word_perplexity", "zeros",
)  # fmt: skip
SHOWN = 14
"""Examples in a row of pictures."""
_TERMS = {
    "plain": ("reconstruction",),
    "sparse": ("objective", "reconstruction", "l0"),
    "variational": ("objective", "reconstruction", "kl"),
}
"""What the training curves show, by family."""


@st.fragment
def view() -> None:
    """The chart and what the slider along it shows; a choice here runs this alone."""
    st.header("Effect of a knob", anchor=False)
    st.caption(
        "One number of all your finished runs, and of the examples, against one hyperparameter. A "
        "line joins runs that differ in nothing else that is held; each dot is a run. The slider "
        "walks along a line, and everything below it follows."
    )
    runs = pool.choose()
    if not runs:
        return
    specs = {run.id: flat(run.settings) for run in runs}
    known = _known(runs)
    found = _choices(runs, list(specs.values()), known)
    if found is None:
        return
    metric, knob, held = found
    values = [
        Measured(run.id, specs[run.id], value)
        for run in runs
        if (value := _value(run, metric.key)) is not None
    ]
    drawn = [line for line in lines(values, knob.path, held) if len(line.levels) > 1]
    if not drawn:
        st.info(
            f"No two runs differ in {knob.label} and agree in all that is held. Average over more, "
            "or train the same settings with another value."
        )
        return
    _along(drawn, knob, metric, known, {run.id: run for run in runs})
    _said(drawn, knob, metric, known)


def _known(runs: Sequence[RunFolder]) -> dict[str, Knob]:
    """The knobs of all these runs, read from one of each kind: a thousand are of a few kinds."""
    kinds: dict[tuple[Any, ...], RunFolder] = {}
    for run in runs:
        model = run.settings["model"]
        kind = (model.get("objective"), model.get("variant"), run.settings["network"].get("kind"))
        kinds.setdefault((run.settings["dataset"]["name"], model["family"], *kind), run)
    return {knob.path: knob for run in kinds.values() for knob in knobs(run.spec)}


def _value(run: RunFolder, key: str) -> float | None:
    value = (run.summary() or {}).get("test", {}).get(key)
    return None if value is None else float(value)


def _choices(
    runs: Sequence[RunFolder], specs: Sequence[Mapping[str, Any]], known: Mapping[str, Knob]
) -> tuple[Quantity, Knob, list[str]] | None:
    """The number, the knob, and what is held; None where these runs differ in no knob."""
    paths = [path for path in varying(specs) if path in known]
    usual = telling(specs)
    if not paths:
        st.caption("These runs differ in no knob but their seeds.")
        return None
    measures = {
        key: _shared(key, runs)
        for key in NUMBERS
        if any(_value(run, key) is not None for run in runs)
    }
    first, second, third = st.columns(3)
    linked.take("number", "effect.metric", measures)
    metric = first.selectbox(
        "Number", list(measures), format_func=lambda key: measures[key].label, key="effect.metric"
    )
    linked.take("knob", "effect.knob", paths)
    if st.session_state.get("effect.knob") not in paths:
        st.session_state["effect.knob"] = usual if usual in paths else paths[0]
    path = second.selectbox(
        "Knob", paths, format_func=lambda path: known[path].heading, key="effect.knob"
    )
    others = [other for other in paths if other != path]
    free = _free(third, path, others, known)
    said = {"number": metric, "knob": path, "over": ",".join(free) or None}
    load("address")(key="effect.address", data={"run": "effect", "values": said})
    return measures[metric], known[path], [other for other in others if other not in free]


def _shared(key: str, runs: Sequence[RunFolder]) -> Quantity:
    """What the number is in all these runs: of several rules together, as it reads for all."""
    models = {run.settings["model"].get("variant"): run for run in runs}
    found = {quantity(key, run.settings) for run in models.values()}
    return found.pop() if len(found) == 1 else quantity(key)


def _free(place: Any, path: str, others: list[str], known: Mapping[str, Knob]) -> list[str]:
    """The knobs that are averaged over; the link's at first."""
    key = f"effect.free:{path}"
    asked = st.query_params.get("over", "")
    if asked and "effect.over" not in st.session_state:
        given = asked.split(",")
        st.session_state[key] = [one for one in given if one in others]
        for one in given:
            if one not in others:
                instead = "It is not averaged over."
                linked.wrong("over", one, others or ["nothing, for these runs"], instead)
    st.session_state["effect.over"] = True
    if key in st.session_state:
        st.session_state[key] = [one for one in st.session_state[key] if one in others]
    chosen: list[str] = place.multiselect(
        "Average over",
        others,
        format_func=lambda path: known[path].label,
        key=key,
        placeholder="nothing but seeds and folds",
        help="Runs that differ in these are put together; all else is held, with a line for each "
        "combination.",
    )
    return chosen


def _along(
    drawn: Sequence[Line],
    knob: Knob,
    metric: Quantity,
    known: Mapping[str, Knob],
    runs: Mapping[str, RunFolder],
) -> None:
    """The chart, and what the slider shows of the runs on its lines."""
    shown = drawn[:MOST]
    levels = [level for line in shown for level in line.levels]
    said = {
        run.run: _row(runs[run.run], f"{knob.symbol or knob.label} {_text(level.value)}")
        for level in levels
        for run in level.runs
    }
    first = runs[levels[0].runs[0].run]
    data = {
        "lines": [
            {
                "name": _held(line, known),
                "color": RUNS[place % len(RUNS)],
                "dash": DASHES[place // len(RUNS)],
                "levels": [_level(level) for level in line.levels],
            }
            for place, line in enumerate(shown)
        ],
        "runs": said,
        "x": {"title": knob.heading, "unit": knob.unit, "log": knob.scale == "log"},
        "y": {"title": metric.label, "unit": metric.unit, "help": metric.help},
        "terms": parts.described(first, _TERMS[first.info["family"]]),
        "columns": SHOWN,
        "pictures": not words.is_text(first),
    }
    load("along_knob")(key="effect.along", data=data)
    if words.is_text(first):
        members = [runs[level.runs[0].run] for level in shown[0].levels]
        words.grid(members, {run.id: said[run.id]["label"] for run in members})


def _level(level: Level) -> dict[str, Any]:
    mean = level.mean
    return {
        "value": list(level.value) if isinstance(level.value, tuple) else level.value,
        "label": _text(level.value),
        "mean": mean.mean,
        "error": mean.error,
        "runs": [{"id": one.run, "value": one.value, "repeat": one.repeat} for one in level.runs],
    }


def _row(run: RunFolder, label: str) -> dict[str, Any]:
    numbers = []
    for key in NUMBERS:
        value = _value(run, key)
        if value is not None:
            q = quantity(key, run.settings)
            shown = {"value": written(value, q), "unit": q.unit, "help": q.help}
            numbers.append({"label": q.label} | shown)
    return {"name": run.name, "family": run.info["family"], "label": label, "numbers": numbers[:6]}


def _said(drawn: Sequence[Line], knob: Knob, metric: Quantity, known: Mapping[str, Knob]) -> None:
    """What the number is, what to beware of, and the lines as a table."""
    said = [metric.help]
    if len(drawn) > MOST:
        said.append(f"The {MOST} longest of {len(drawn)} lines are drawn.")
    if any(line.uneven for line in drawn):
        said.append(
            "Some values average over other settings than their neighbours, so that a step may "
            "come from those: hold more to be sure."
        )
    st.caption(" ".join(said))
    with st.expander("As a table", icon=":material/table_rows:"):
        st.dataframe(_rows(drawn, knob, metric, known), hide_index=True, width="stretch")


def _rows(
    drawn: Sequence[Line], knob: Knob, metric: Quantity, known: Mapping[str, Knob]
) -> list[dict[str, str]]:
    return [
        {
            "held": _held(line, known),
            knob.label: _text(level.value),
            metric.label: written(level.mean.mean, metric),
            "standard error": "—"
            if level.mean.error is None
            else written(level.mean.error, metric),
            "runs": str(level.mean.count),
        }
        for line in drawn
        for level in line.levels
    ]


def _held(line: Line, known: Mapping[str, Knob]) -> str:
    """What tells a line from the others, in words."""
    said = [
        f"{known[path].symbol or known[path].label} {_text(value)}"
        for path, value in line.held.items()
        if value is not None
    ]
    return ", ".join(said) or "all runs"


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
