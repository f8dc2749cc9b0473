"""Sweeps: many runs from one base, planned with their cost, followed, stopped and gone on with."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.comparing.effect import Measured, lines
from core.errors import LabError
from core.figures.effect import effect
from core.jobs.manager import manager
from core.quantities import quantity, written
from core.runs import Library, Status
from core.spec import RunSpec, flat, knobs
from core.spec.naming import in_words
from core.sweeps import background
from core.sweeps.aggregate import Setting, answer, table
from core.sweeps.report import ways
from core.sweeps.store import Sweep, Sweeps
from pages.owner import is_local, owner
from pages.widgets.compare import choose
from pages.widgets.press import pressed

SHOWN = 5
"""Sweeps on the page, the newest first."""
_MEASURES = ("elbo", "fvu", "reconstruction", "kl", "l0", "active_units", "dead")
EVERY = 1.5
"""Seconds between looks at a sweep at work."""


def view() -> None:
    """One's sweeps, each with what it found so far."""
    found = Sweeps(Library()).list(owner())
    if is_local():  # the command line's too
        found = [one for one in Sweeps(Library()).list() if one.owner in (owner(), None)]
    for sweep in found[:SHOWN]:
        busy = sweep.status().active
        st.fragment(panel, run_every=EVERY if busy else None)(sweep, busy)
    if len(found) > SHOWN:
        st.caption(f"{len(found) - SHOWN} older ones: their runs are in the library.")


def panel(sweep: Sweep, was_busy: bool, comparing: bool = True) -> None:
    """A sweep with its progress and what it found so far; for a fragment that looks again.

    `comparing`: offer its runs to the Compare page, of which this is a part.
    """
    try:
        status, rows = sweep.status(), sweep.rows()
    except LabError as problem:
        st.warning(f"{sweep.name}: {problem}")
        return
    if status.active != was_busy:
        st.rerun()
    with st.container(border=True):
        st.header(sweep.name, anchor=False)
        _progress(sweep, status, rows)
        settings = table(rows)
        if said := answer(settings):
            st.markdown(f"**{said}**")
        elif any(one.runs for one in settings):
            st.caption("Validation numbers, so that a choice leaves the test set alone.")
        _charts(sweep, rows)
        as_table(settings, sweep.plan.points[0].spec, ways(rows))
        finished = [row["run"] for row in rows if row["state"] == "finished"]
        if (
            comparing
            and finished
            and pressed(
                "Compare its runs",
                icon=":material/compare_arrows:",
                key=f"sweep.compare:{sweep.id}",
                on_click=_compare,
                args=(finished,),
            )
        ):
            st.rerun()  # the page, of which this is a fragment


def _progress(sweep: Sweep, status: Status, rows: Sequence[Mapping[str, Any]]) -> None:
    states = [row["state"] for row in rows]
    counts = {state: states.count(state) for state in dict.fromkeys(states)}
    said = ", ".join(f"{count} {state}" for state, count in counts.items())
    if status.active:
        share = sum(state in ("finished", "stopped", "failed") for state in states) / len(states)
        left = f" About {status.eta:.0f} s left." if status.eta else ""
        st.progress(share, text=f"{said}.{left}")
    else:
        st.caption(f"{len(rows)} runs: {said}.")
    if status.error:
        st.warning(status.error)
    for row in rows:
        if row.get("pruned"):
            st.caption(f"{in_words(row['point'], sweep.plan.points[0].spec)}: {row['pruned']}")
    if not sweep.folder.may_change(owner(), is_local()):
        return
    key = f"sweep:{sweep.id}"
    if status.active:
        st.button("Stop", icon=":material/stop:", key=f"{key}:stop", on_click=_stop, args=(sweep,),
                  help="Its runs pause with a checkpoint; nothing is lost.")  # fmt: skip
    elif status.state != "finished":
        st.button("Continue", icon=":material/play_arrow:", type="primary", key=f"{key}:on",
                  on_click=start, args=(sweep,))  # fmt: skip


def _stop(sweep: Sweep) -> None:
    sweep.want("stop")
    st.toast("It stops as soon as its runs have written their checkpoints.")


def start(sweep: Sweep) -> None:
    """Drive a sweep in this server's background; for callbacks."""
    try:
        background.start(sweep, manager())
    except LabError as problem:
        st.error(str(problem), icon=":material/error:")


def _compare(run_ids: Sequence[str]) -> None:
    """At most as many as can be told apart, evenly over the sweep."""
    step = max(1, -(-len(run_ids) // choose.MOST))
    choose.show(list(run_ids[::step]))


def _charts(sweep: Sweep, rows: Sequence[Mapping[str, Any]]) -> None:
    done = [row for row in rows if row["state"] == "finished" and row.get("validation")]
    library = Library()
    charts(done, [library.find(row["run"]).spec for row in done], sweep.id)


def charts(
    done: Sequence[Mapping[str, Any]], specs: Sequence[RunSpec], key: str, log: bool = False
) -> None:
    """The first validation measure of finished rows against the first knob that they vary, where
    at least two of its values are done; over latent dimensions, how many of them are active beside
    it. `specs` are the rows' own; `log`: on a logarithmic axis, which a knob may have of itself."""
    varied = list(dict.fromkeys(path for one in table(done) for path in one.values))
    if not done or not varied:
        return
    measures = [key for key in _MEASURES if all(key in row["validation"] for row in done)][:1]
    if varied[0] == "model.latent_dim" and all("active_units" in r["validation"] for r in done):
        measures.append("active_units")
    for place, measure in zip(st.columns(max(1, len(measures))), measures, strict=False):
        values = [
            Measured(row["run"], flat(spec.as_dict()), row["validation"][measure])
            for row, spec in zip(done, specs, strict=True)
        ]
        with place:
            _chart(f"{key}:{measure}", values, varied, measure, specs[0], log)


def _chart(
    key: str,
    values: Sequence[Measured],
    varied: Sequence[str],
    measure: str,
    spec: RunSpec,
    log: bool,
) -> None:
    found = [line for line in lines(values, varied[0], varied[1:]) if len(line.levels) > 1]
    if not found:
        return
    knob = next(knob for knob in knobs(spec) if knob.path == varied[0])
    q = quantity(measure, spec.as_dict())
    title = f"validation {q.label}{f', {q.unit}' if q.unit else ''}"
    names = [in_words(line.held, spec) or "all" for line in found]
    figure = effect(found, knob.heading, title, names, log=log or knob.scale == "log")
    st.plotly_chart(figure, key=f"sweep.chart:{key}", config={"displayModeBar": False})


def as_table(settings: Sequence[Setting], spec: RunSpec, how: Sequence[str] = ()) -> None:
    """Mean and standard error of every measure for each setting; `how` is said under it."""
    measures = [key for key in _MEASURES if any(f"validation.{key}" in s.metrics for s in settings)]
    rows = []
    for one in settings:
        row = {"setting": in_words(one.values, spec), "runs": f"{one.runs} of {one.points}"}
        for key in measures:
            mean = one.metrics.get(f"validation.{key}")
            q = quantity(key)
            error = f" ± {written(mean.error, q)}" if mean and mean.error is not None else ""
            row[f"{q.label}, {q.unit}" if q.unit else q.label] = (
                f"{written(mean.mean, q)}{error}" if mean else "—"
            )
        rows.append(row)
    with st.expander("As a table: mean ± standard error", icon=":material/table_rows:"):
        st.dataframe(rows, hide_index=True, width="stretch")
        for line in how:
            st.caption(line)
