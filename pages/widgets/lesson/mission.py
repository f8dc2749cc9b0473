"""A mission: what one's own runs are to show, how near the best one came, and a way to begin."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.errors import LabError
from core.lessons.missions import HIGH, LOW, Condition, Mission, Try, best_try, condition
from core.lessons.record import finish, read
from core.quantities import quantity, written
from core.spec import flat, labels
from pages.owner import owner
from pages.widgets import form, picker
from pages.widgets.press import pressed

NEWEST = 200
"""Runs that are looked at: the newest of the learner's own."""
_KINDS = {
    "model.family": "Family",
    "model.variant": "Sparsity rule",
    "model.objective": "Objective",
}
"""Names of settings that are no knobs, as people call them."""
_SIGNS = {"<": "under", "<=": "at most", ">": "over", ">=": "at least", "==": "exactly"}


def show(
    *,
    name: str,
    ask: str,
    reach: Sequence[str],
    pair: str = "",
    start: Mapping[str, Any] | None = None,
    hint: str = "",
    solution: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Draw the mission; it is looked at again every two seconds while a run of theirs trains.

    `start` is put into the form on Train. `solution`, specifications that reach it, is for tests
    and teachers, and is not shown here.
    """
    mission = Mission(name, ask, tuple(condition(text) for text in reach), pair)
    busy = any(run.status().active for run in picker.my_runs()[:NEWEST])
    st.fragment(_watched, run_every=2 if busy else None)(mission, dict(start or {}), hint)


def _watched(mission: Mission, start: dict[str, Any], hint: str) -> None:
    best = best_try(mission, picker.my_runs()[:NEWEST])
    done = read(owner()).missions.get(mission.name)
    if best is not None and best.done and done is None:
        done = _finish(mission, best)
    with st.container(border=True, key=f"mission:{mission.name}"):
        st.markdown(f"**{mission.ask}**")
        for number, wanted in enumerate(mission.reach):
            _line(wanted, mission.pair, best, number)
        if best is not None:
            names = " and ".join(f"“{picker.plain(run.name)}”" for run in best.runs)
            st.caption(f"Your nearest: {names}.")
        if done:
            st.success("Done, on your own run.", icon=":material/task_alt:")
        elif hint:
            with st.expander("A hint", icon=":material/lightbulb:"):
                st.markdown(hint)
        if pressed(
            "Open Train with a start" if start else "Open Train",
            icon=":material/play_arrow:",
            key=f"begin:{mission.name}",
        ):
            form.choose(flat(start))
            st.switch_page("train.py")


def _finish(mission: Mission, best: Try) -> dict[str, Any] | None:
    values = {str(c): best.facts.get(c.name) for c in mission.reach}
    try:
        finish(owner(), mission.name, [run.id for run in best.runs], values)
    except LabError as problem:
        st.error(str(problem), icon=":material/error:")
        return None
    return read(owner()).missions.get(mission.name)


def _line(wanted: Condition, pair: str, best: Try | None, number: int) -> None:
    met = best is not None and best.met[number]
    icon = ":material/check_circle:" if met else ":material/radio_button_unchecked:"
    value = best.facts.get(wanted.name) if best else None
    now = f" · now {_written(wanted.name, value)}" if value is not None else ""
    st.markdown(f"{icon} {said(wanted, pair)}{now}")


def said(wanted: Condition, pair: str = "") -> str:
    """A condition in words: `FVU under 0.1`, `KL (rate), with lower β, over 20`."""
    value = wanted.value
    if isinstance(value, str) and not value.startswith((LOW, HIGH)):
        return f"{called(wanted.name, pair).rstrip(',')}: {value.replace('_', ' ')}"
    right = called(value, pair) if isinstance(value, str) else _written(wanted.name, value)
    right = right.rstrip(",")
    return f"{called(wanted.name, pair)} {_SIGNS[wanted.op]} {right}"


def called(name: str, pair: str = "") -> str:
    """A fact's name for people, a knob's label or a quantity's; `pair` is the knob that differs."""
    for prefix, what in ((LOW, "lower"), (HIGH, "higher")):
        if name.startswith(prefix):
            return f"{called(name.removeprefix(prefix))}, with {what} {labels().get(pair, pair)},"
    if name in _KINDS:
        return _KINDS[name]
    if "." in name and not name.startswith("train."):
        label = labels().get(name, name)
        return label[:1].upper() + label[1:]
    side = " on training data" if name.startswith("train.") else ""
    return quantity(name.removeprefix("train.")).label + side


def _written(name: str, value: Any) -> str:
    if isinstance(value, str) or value is None:
        return str(value)
    bare = name.removeprefix(LOW).removeprefix(HIGH).removeprefix("train.")
    return written(float(value), quantity(bare))
