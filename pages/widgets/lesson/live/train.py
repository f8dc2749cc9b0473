"""Training in place: one run, or several that belong together, by one click in a lesson."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.errors import LabError
from core.figures.colors import distinct_colors
from core.jobs.manager import manager
from core.lessons.numbers import numbers
from core.runs import Library, RunFolder
from core.spec import RunSpec, parse_spec, revised
from pages.owner import owner
from pages.widgets import controls, parts, picker, words
from pages.widgets.admission import admit
from pages.widgets.compare.curves import overlaid
from pages.widgets.lesson.live import atoms
from pages.widgets.reset import said_again
from pages.widgets.strip import stats_of, strip

NEWEST = 200
"""Runs among which an equal one is looked for: the newest of the learner's own."""
_NUMBERS = {
    "plain": ("reconstruction", "fvu"),
    "sparse": ("fvu", "l0", "dead"),
    "variational": ("elbo", "reconstruction", "kl", "active_units"),
}


def show(
    *,
    key: str,
    specs: Sequence[Mapping[str, Any]],
    label: str = "Train it yourself",
    names: Sequence[str] = (),
    keys: Sequence[str] = (),
    curves: bool = False,
) -> None:
    """A button that trains the partial specifications `specs`, and what is there of them.

    A run of the same complete specification that the learner has already is shown, not trained
    again. `names` go into the library; `keys` are the numbers shown, the family's by default.
    `curves` overlays the curves of several, which then must be in the same units.
    """
    seed = st.session_state.get(f"{key}:seed", 0)
    wanted = [parse_spec(dict(spec)) for spec in specs]
    if seed:
        wanted = [revised(spec, {"training.seed": seed}) for spec in wanted]
    busy = any(run is not None and run.status().active for run in _found(wanted))
    every = 1.5 if busy else None
    st.fragment(_panel, run_every=every)(key, wanted, busy, label, list(names), list(keys), curves)


def _found(wanted: Sequence[RunSpec]) -> list[RunFolder | None]:
    """The learner's newest run of each specification."""
    mine = picker.my_runs()[:NEWEST]
    return [next((run for run in mine if run.spec == spec), None) for spec in wanted]


def _panel(
    key: str,
    wanted: Sequence[RunSpec],
    was_busy: bool,
    label: str,
    names: list[str],
    keys: list[str],
    curves: bool,
) -> None:
    found = _found(wanted)
    busy = any(run is not None and run.status().active for run in found)
    if busy != was_busy:
        st.rerun()
    with st.container(border=True, key=f"train:{key}"):
        if any(run is None for run in found):
            _offer(key, wanted, found, label, names)
        elif not busy:
            _again(key, wanted, names)
        if refused := st.session_state.pop(f"{key}:refused", None):
            st.error(refused, icon=":material/error:")
        there = [run for run in found if run is not None]
        if len(wanted) == 1 and there:
            _one(there[0], keys)
        elif there:
            _several(there, keys)
            if curves:
                colors = distinct_colors([run.id for run in there])
                overlaid(there, colors, key=f"{key}:curves")


def _offer(
    key: str,
    wanted: Sequence[RunSpec],
    found: Sequence[RunFolder | None],
    label: str,
    names: list[str],
) -> None:
    missing = [place for place, run in enumerate(found) if run is None]
    st.button(
        label,
        type="primary",
        icon=":material/play_arrow:",
        key=f"{key}:start",
        on_click=_start,
        args=(key, wanted, missing, names),
    )
    seconds = [manager().estimate(wanted[place]) for place in missing]
    if all(one is not None for one in seconds):
        st.caption(f"About {max(1, sum(one or 0.0 for one in seconds)):.0f} s on this machine.")


def _again(key: str, wanted: Sequence[RunSpec], names: list[str]) -> None:
    seed = wanted[0].training.seed
    every = list(range(len(wanted)))
    with st.container(horizontal=True):
        st.button(
            "The same start again",
            icon=":material/replay:",
            key=f"{key}:again",
            on_click=_start,
            args=(key, wanted, every, names),
            help="Trains the same settings with the same seed: the result is the same, bit for "
            "bit, on this machine.",
        )
        st.button(
            "A new seed",
            icon=":material/casino:",
            key=f"{key}:new",
            on_click=_new_seed,
            args=(key, wanted, seed + 1, names),
            help=f"Trains the same settings with seed {seed + 1}: what changes is chance.",
        )


def _new_seed(key: str, wanted: Sequence[RunSpec], seed: int, names: list[str]) -> None:
    st.session_state[f"{key}:seed"] = seed
    revisions = [revised(spec, {"training.seed": seed}) for spec in wanted]
    missing = [place for place, run in enumerate(_found(revisions)) if run is None]
    _start(key, revisions, missing, names)


def _start(key: str, wanted: Sequence[RunSpec], places: Sequence[int], names: list[str]) -> None:
    try:
        admit([wanted[place] for place in places])
        for place in places:
            name = names[place] if place < len(names) else None
            (before,) = _found([wanted[place]])
            parent = before.id if before else None
            run = Library().create(wanted[place], name, owner(), parent=parent)
            manager().submit(run.id, owner())
    except LabError as problem:
        st.session_state[f"{key}:refused"] = str(problem)


def _one(run: RunFolder, keys: list[str]) -> None:
    live = run.status().active
    _numbers(run, keys)
    parts.film(run, live=live, key=f"lesson.film:{run.id}")
    if run.spec.model.family == "sparse" and not words.is_text(run):
        atoms.wall(run, live=live, key=f"lesson.atoms:{run.id}")
    parts.scrubber(run, live=live, key=f"lesson.scrubber:{run.id}")
    parts.curves([run], key=f"lesson.curves:{run.id}")
    _further(run)


def _several(runs: Sequence[RunFolder], keys: list[str]) -> None:
    for place in range(0, len(runs), 3):
        row = runs[place : place + 3]
        for column, run in zip(st.columns(min(3, len(runs))), row, strict=False):
            with column:
                st.markdown(f"**{picker.plain(run.name)}**")
                parts.cover(run)
                _numbers(run, keys)
                _further(run)


def _numbers(run: RunFolder, keys: list[str]) -> None:
    summary, status = run.summary(), run.status()
    if summary and not status.active:
        keys_ = keys or _NUMBERS[run.spec.model.family]
        strip(stats_of(summary | {"test": numbers(summary)}, run.spec.as_dict(), keys_))
    elif status.active:
        share = status.step / status.total if status.total else 0.0
        text = "waiting" if status.state == "queued" else f"{share:.0%} trained"
        st.progress(min(share, 1.0), text=text)
    else:
        st.warning(f"{status.state.capitalize()}. {status.error or ''}")


def _further(run: RunFolder) -> None:
    said_again(run)
    if run.summary():
        st.page_link(
            controls.EXPLORE[run.spec.model.family],
            label="Look into it",
            icon=":material/travel_explore:",
            query_params={"run": run.id},
        )
