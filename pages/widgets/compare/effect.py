"""Effect of a knob: a number of all one's runs against one hyperparameter, the others held."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.comparing.effect import Line, Measured, lines, telling, varying
from core.figures.effect import MOST, effect
from core.quantities import Quantity, quantity, written
from core.runs import RunFolder
from core.spec import Knob, flat, knobs
from pages.widgets import picker, words
from pages.widgets.compare.alike import measured
from pages.widgets.component import load

NUMBERS = (
    "elbo", "fvu", "reconstruction", "kl", "l0", "active_units", "dead", "knn_accuracy",
    "word_perplexity", "zeros",
)  # fmt: skip
SHOWN = 14
"""Examples in a row of pictures."""


@st.fragment
def view() -> None:
    """The chart, and along the chosen line the pictures; a choice here runs this alone."""
    groups = _groups()
    if not groups:
        return
    st.header("Effect of a knob", anchor=False)
    st.caption(
        "One number of all your finished runs, and of the examples, against one hyperparameter. A "
        "line joins runs that differ in nothing else that is held; each dot is a run."
    )
    group = st.selectbox("Runs on", list(groups), key="effect.group") if len(groups) > 1 else None
    runs = groups[group or next(iter(groups))]
    specs = {run.id: flat(run.spec.as_dict()) for run in runs}
    known = {knob.path: knob for run in runs for knob in knobs(run.spec)}
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
    _chart(drawn, knob, metric, known)
    _along(drawn, knob, known, {run.id: run for run in runs})


def _groups() -> dict[str, list[RunFolder]]:
    """Finished runs by what they were measured on; only such share an axis."""
    found: dict[str, list[RunFolder]] = {}
    for run in picker.visible_runs():
        if summary := run.summary():
            found.setdefault(f"{measured(run)} · {summary['test_set']}", []).append(run)
    return {name: runs for name, runs in found.items() if len(runs) > 1}


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
    measures = [key for key in NUMBERS if any(_value(run, key) is not None for run in runs)]
    first, second, third = st.columns(3)
    metric = first.selectbox(
        "Number", measures, format_func=lambda key: quantity(key).label, key="effect.metric"
    )
    path = second.selectbox(
        "Knob",
        paths,
        index=paths.index(usual) if usual in paths else 0,
        format_func=lambda path: known[path].heading,
        key="effect.knob",
    )
    free = third.multiselect(
        "Average over",
        [other for other in paths if other != path],
        format_func=lambda path: known[path].label,
        key=f"effect.free:{path}",
        placeholder="nothing but seeds and folds",
        help="Runs that differ in these are put together; all else is held, with a line for each "
        "combination.",
    )
    held = [other for other in paths if other != path and other not in free]
    return quantity(metric, runs[0].spec.as_dict()), known[path], held


def _chart(drawn: Sequence[Line], knob: Knob, metric: Quantity, known: Mapping[str, Knob]) -> None:
    unit = f", {metric.unit}" if metric.unit else ""
    figure = effect(
        drawn,
        knob.heading,
        f"{metric.label}{unit}",
        [_held(line, known) for line in drawn],
        log=knob.scale == "log",
    )
    st.plotly_chart(figure, key="effect.chart", config={"displayModeBar": False})
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


def _along(
    drawn: Sequence[Line],
    knob: Knob,
    known: Mapping[str, Knob],
    runs: Mapping[str, RunFolder],
) -> None:
    """The pictures of one line: a slider that swaps them, and all beside each other."""
    st.header(f"Along {knob.heading}", anchor=False)
    place = 0
    if len(drawn) > 1:
        place = st.selectbox(
            "Line",
            range(len(drawn)),
            format_func=lambda i: _held(drawn[i], known),
            key=f"effect.line:{knob.path}",
        )
    line = drawn[place]
    members = [runs[level.runs[0].run] for level in line.levels]
    labels = {
        run.id: f"{knob.symbol or knob.label} {_text(level.value)}"
        for run, level in zip(members, line.levels, strict=True)
    }
    if words.is_text(members[0]):
        words.grid(members, labels)
        return
    rows = [_row(run, labels[run.id]) for run in members]
    load("along_knob")(
        key=f"effect.along:{rows[0]['id']}:{rows[-1]['id']}:{len(rows)}",
        data={"runs": rows, "columns": SHOWN, "label": knob.heading},
    )


def _row(run: RunFolder, label: str) -> dict[str, Any]:
    spec, numbers = run.spec.as_dict(), []
    for key in NUMBERS:
        value = _value(run, key)
        if value is not None:
            q = quantity(key, spec)
            numbers.append({"label": q.label, "value": written(value, q), "unit": q.unit})
    return {"id": run.id, "name": run.name, "label": label, "numbers": numbers[:5]}


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
