"""What a person may do with a run: pause, stop, resume, explore, train a copy."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.errors import LabError
from core.jobs.manager import manager
from core.runs import Library, RunFolder
from core.spec import acting, flat
from pages.owner import is_local, owner
from pages.widgets import classroom, form, takeaway, undo
from pages.widgets.press import pressed, whole

EXPLORE = {"sparse": "sparse.py", "variational": "latent.py", "plain": "latent.py"}


@dataclass
class Watching:
    """Which run the Train page shows; None: the newest.

    A plain object, to be had before a press is taken: Streamlit may stop a script wherever it
    touches its session, and a run that has just begun would be lost from sight.
    """

    run: str | None = None
    changes: int = 0
    """How often the program, not a person, turned to another run: what a browser still sends of the
    row of runs before is then no choice."""

    def turn_to(self, run: str | None) -> None:
        self.run = run
        self.changes += 1


def watching() -> Watching:
    """What this session watches."""
    found: Watching = st.session_state.setdefault("train.watching", Watching())
    return found


def controls(run: RunFolder) -> None:
    """One row of buttons that fit the run's state, and a sentence where something went wrong."""
    status = run.status()
    mine = run.may_change(owner(), is_local())
    if status.error and status.state in ("failed", "interrupted"):
        st.error(status.error, icon=":material/error:")
    for note in (run.summary() or {}).get("notes", []):
        st.info(note, icon=":material/info:")
    with st.container(horizontal=True, vertical_alignment="center"):
        if status.state == "running" and mine:
            _button("Pause", "pause", run, icon="pause")
        if status.active and mine:
            _button("Stop", "stop", run, icon="stop")
        if status.resumable and mine:
            st.button(
                "Resume",
                icon=":material/play_arrow:",
                type="primary",
                key=f"resume:{run.id}",
                on_click=_resume,
                args=(run.id,),
            )
        if run.summary() is not None or run.is_gallery:
            st.page_link(
                EXPLORE[run.info["family"]],
                label="Explore what it learned",
                icon=":material/travel_explore:",
                query_params={"run": run.id},
            )
        if (run.is_gallery or not status.active) and classroom.shows("copy"):
            _copy(run)
        if run.metrics_file.exists() and classroom.shows("take-away"):
            takeaway.button(run)
        if not run.is_gallery and not status.active and mine and classroom.shows("delete"):
            _manage(run)


def _copy(run: RunFolder) -> None:
    if pressed(
        "Train a copy" if run.is_gallery else "Use these settings",
        icon=":material/content_copy:",
        key=f"copy:{run.id}",
        on_click=use_settings,
        args=(run,),
        help="Puts this run's settings into the form on Train.",
    ):
        st.switch_page("train.py")


def use_settings(run: RunFolder, changes: dict[str, object] | None = None) -> None:
    """Put a run's settings, with a hint's `changes`, into the Train form; what these make idle
    falls away."""
    paths = {p: v for p, v in flat(run.spec.as_dict()).items() if v is not None}
    form.choose(acting(paths | (changes or {})))


def submit(run_id: str) -> None:
    """Hand a run to the workers; a refusal is shown as a sentence."""
    try:
        manager().submit(run_id, owner())
    except LabError as problem:
        st.session_state["train.refused"] = str(problem)


def _button(label: str, wish: str, run: RunFolder, icon: str) -> None:
    st.button(
        label, icon=f":material/{icon}:", key=f"{wish}:{run.id}", on_click=_wish, args=(run, wish)
    )


def _wish(run: RunFolder, wish: str) -> None:
    try:
        if wish == "stop":
            manager().stop(run.id)
        else:
            manager().pause(run.id)
    except LabError as problem:  # a full disk, say: the wish is a file
        st.session_state["train.refused"] = str(problem)


def _resume(run_id: str) -> None:
    submit(run_id)


@st.dialog("Rename or delete")
def _dialog(run: RunFolder) -> None:
    st.text_input("Name", value=run.name, max_chars=80, key=_name(run))
    with st.container(horizontal=True):
        done = [
            st.button(
                "Rename",
                type="primary",
                key="manage.rename",
                on_click=whole,
                args=(partial(_rename, run),),
            ),
            st.button(
                "Delete",
                icon=":material/delete:",
                key="manage.delete",
                on_click=_delete,
                args=(run, undo.deleted(), watching()),
            ),
        ]
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(problem)
    elif any(done):
        st.rerun()


_PROBLEM = "manage.problem"


def _name(run: RunFolder) -> str:
    return f"manage.name:{run.id}"


def _rename(run: RunFolder) -> None:
    try:
        Library().rename(run, st.session_state[_name(run)])
    except LabError as problem:
        st.session_state[_PROBLEM] = str(problem)


def _delete(run: RunFolder, last: undo.Deleted, shown: Watching) -> None:
    try:
        last.delete([run])
        shown.turn_to(None)
        st.query_params.pop("run", None)
    except LabError as problem:
        st.session_state[_PROBLEM] = str(problem)


def _manage(run: RunFolder) -> None:
    if pressed("", icon=":material/edit:", key=f"manage:{run.id}", help="Rename or delete"):
        _dialog(run)
