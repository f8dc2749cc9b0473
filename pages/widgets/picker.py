"""Choosing runs: my own first, then the examples; the choice lives in the link."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from core.errors import BadInput
from core.runs import Library, RunFolder
from core.runs.listing import listed, whole
from pages.owner import is_local, owner

FAMILY_NAMES = {"plain": "Plain", "sparse": "Sparse", "variational": "Variational"}


def my_runs(library: Library | None = None) -> list[RunFolder]:
    """This person's runs, newest first; at the server's own machine, the command line's too."""
    return [whole(run) for run in _mine(listed(library or Library()))]


def visible_runs(families: Iterable[str] = tuple(FAMILY_NAMES)) -> list[RunFolder]:
    """My runs and the examples of these families: what a page offers first.

    They are as the library lists them (`core.runs.listing`): whoever shows one takes it `whole`.
    """
    wanted, known = set(families), listed(Library())
    runs = [*_mine(known), *(run for run in known if run.is_gallery)]
    return [run for run in runs if run.info.get("family") in wanted]


def _mine(runs: Sequence[RunFolder]) -> list[RunFolder]:
    me, local = owner(), is_local()
    own = [run for run in runs if not run.is_gallery]
    return [run for run in own if run.owner == me or (local and run.owner is None)]


def pick_run(
    families: Iterable[str],
    *,
    key: str,
    label: str = "Run",
    ready: Callable[[RunFolder], bool] = lambda run: bool(run.snapshot_steps()),
) -> RunFolder | None:
    """A select box over my runs and the examples that `ready` accepts, bound to `?run=`.

    A link to somebody else's run opens too: others may look. A link to no run says so.
    """
    runs = [run for run in visible_runs(families) if ready(run)]
    asked = st.query_params.get("run")
    if asked and key not in st.session_state:
        runs = _with_linked(runs, asked, set(families))
    elif asked:
        runs = _with_linked(runs, asked, set(families), quiet=True)
    if not runs:
        return None
    by_id = {run.id: run for run in runs}
    if st.session_state.get(key) not in by_id:
        st.session_state[key] = asked if asked in by_id else _first_finished(runs).id
    chosen = st.selectbox(
        label,
        list(by_id),
        format_func=titles(runs).__getitem__,
        key=key,
        help="Your runs come first, then the examples that ship with the program.",
    )
    if asked != chosen:  # what is written replaces the whole query, and components write there too
        st.query_params["run"] = chosen
    return whole(by_id[chosen])


def titles(runs: Sequence[RunFolder]) -> dict[str, str]:
    """A line for each run by id: its name, and whether it is an example or not finished.

    No two are alike: Streamlit finds what was picked by what it is called.
    """
    names = unique_names(runs)
    return {run.id: f"{names[run.id]}{_note(run)}" for run in runs}


def _note(run: RunFolder) -> str:
    if run.is_gallery:
        return " · example"
    status = run.status()
    # A list stands still while a run goes from waiting to training: "at work" is true of both.
    state = "at work" if status.active else status.state
    return "" if state == "finished" else f" · {state}"


def plain(name: str) -> str:
    """A name without the characters that Markdown reads."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()#+-.!|~$:<>" else c for c in name)


def unique_names(runs: Sequence[RunFolder]) -> dict[str, str]:
    """A name for each run by id; where two share one, the end of the id tells them apart."""
    names = {run.id: run.name for run in runs}
    count = Counter(names.values())
    return {
        id_: name if count[name] == 1 else f"{name} ({id_[-4:]})" for id_, name in names.items()
    }


def nothing_yet(what: str) -> None:
    """An empty page that says what to do."""
    st.info(f"There is no {what} yet. Train one: it takes less than a minute.")
    st.page_link("train.py", label="Open Train", icon=":material/play_arrow:")


def _with_linked(
    runs: list[RunFolder], asked: str, families: set[str], *, quiet: bool = False
) -> list[RunFolder]:
    if asked in {run.id for run in runs}:
        return runs
    try:
        run = Library().find(asked)
    except BadInput as problem:
        if not quiet:
            st.warning(f"{problem} Another run is shown instead.")
        return runs
    family = run.info.get("family")
    if family not in families:
        if not quiet:
            names = " or ".join(FAMILY_NAMES[f].lower() for f in families)
            st.info(f"{run.name} is a {family} run; this page shows {names} ones.")
        return runs
    if not run.snapshot_steps():
        if not quiet:
            st.info(f"{run.name} has nothing to show yet; it will a second after it starts.")
        return runs
    return [*runs, run]


def _first_finished(runs: list[RunFolder]) -> RunFolder:
    return next((r for r in runs if r.is_gallery or r.status().state == "finished"), runs[0])
