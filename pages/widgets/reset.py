"""Three ways back, wherever a run is looked at: the view, the same start again, a new seed."""

import streamlit as st

from core.errors import LabError
from core.runs import Library, RunFolder
from core.runs.again import proof
from core.spec import revised
from pages.owner import owner
from pages.widgets import controls, picker
from pages.widgets.admission import admit
from pages.widgets.component import load
from pages.widgets.press import keeping, taken


def reset(run: RunFolder, *, key: str, view: str) -> None:
    """One row of buttons; `view` says what the first of them undoes.

    The other two train in the background and open the new run on Train.
    """
    data = {
        "seed": run.spec.training.seed + 1,
        "trains": not run.status().active,
        "view": view,
    }
    load("reset")(key=key, data=data, **keeping(key, "again"))
    watching = controls.watching()
    again = taken(key, "again")
    if again is not None:
        _train(run, again, watching)


def _train(run: RunFolder, seed: int | str, watching: controls.Watching) -> None:
    """The run once more, with its own seed ("same") or another."""
    spec = run.spec if seed == "same" else revised(run.spec, {"training.seed": int(seed)})
    try:
        admit([spec])
        made = Library().create(spec, owner=owner(), parent=run.id)
    except LabError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    controls.submit(made.id)
    watching.turn_to(made.id)
    st.switch_page("train.py", query_params={"run": made.id})


def said_again(run: RunFolder) -> None:
    """What a run that was trained again has in common with the one before it; once it has ended."""
    parent = run.info.get("parent")
    if not parent or not run.summary():
        return
    try:
        before = Library().find(parent)
        found = proof(before, run)
    except LabError:  # deleted, or of another version
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f":material/replay: Beside “{picker.plain(before.name)}”: {found}")
        st.page_link(
            "compare.py",
            label="Compare the two",
            icon=":material/compare_arrows:",
            query_params={"runs": f"{before.id},{run.id}"},
        )
