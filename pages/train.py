"""Train: choose data, a model and its knobs; watch it learn."""

import streamlit as st

from core.errors import LabError
from core.jobs.manager import manager
from core.runs import Library, RunFolder
from core.spec import GROUPS, RunSpec, describe, flat
from pages.owner import owner
from pages.widgets import classroom, controls, form, link, parts, picker, undo
from pages.widgets.admission import admit
from pages.widgets.advice import advice
from pages.widgets.press import pressed
from pages.widgets.reset import reset, said_again
from pages.widgets.story import story
from pages.widgets.strip import stats_of, strip

KEY_NUMBERS = {
    "plain": ("reconstruction", "fvu", "word_perplexity", "knn_accuracy", "parameters", "seconds"),
    "sparse": ("fvu", "l0", "dead", "reconstruction", "parameters", "seconds"),
    "variational": (
        "elbo",
        "reconstruction",
        "kl",
        "active_units",
        "word_perplexity",
        "knn_accuracy",
        "seconds",
    ),
}


def page() -> None:
    st.title("Train")
    undo.offer()
    left, right = st.columns([1, 2], gap="medium")
    with left:
        spec = _form()
    with right:
        watched = _watched()
        if watched is None:
            _invitation()
        else:
            _watch(watched)
    _write_link(spec, watched)


def _form() -> RunSpec | None:
    with st.container(border=True, key="knobs"):
        if classroom.shows("presets"):
            _presets()
        spec = form.spec_form()
        seconds = manager().estimate(spec) if spec else None
        watching = controls.watching()
        started = pressed(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            width="stretch",
            disabled=spec is None,
            key="train.start",
        )
        if started and spec is not None:  # at once: at each element a script may be stopped
            _start(spec, watching)
        if spec is not None:
            st.caption(_cost(spec, seconds))
        refused = st.session_state.pop("train.refused", None)
        if refused:
            st.error(refused, icon=":material/error:")
    return spec


def _presets() -> None:
    with st.popover("Start from a preset", icon=":material/auto_stories:", width="stretch"):
        for heading, presets in GROUPS.items():
            st.subheader(heading, anchor=False)
            for preset in presets:
                st.markdown(f"**{preset.title}**")
                st.caption(f"{preset.story} {preset.look}")
                st.button(
                    "Use it",
                    key=f"preset:{preset.name}",
                    on_click=form.choose,
                    args=(flat(dict(preset.spec)),),
                )


def _cost(spec: RunSpec, seconds: float | None) -> str:
    steps = f"{spec.total_steps:,} steps of {spec.training.batch_size} examples"
    if seconds is None:
        return f"{steps}. The time is known once a worker has measured this machine."
    about = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
    return f"About {about}: {steps}."


def _start(spec: RunSpec, watching: controls.Watching) -> None:
    try:
        admit([spec])
        run = Library().create(spec, owner=owner())
    except LabError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    controls.submit(run.id)
    watching.turn_to(run.id)


def _watched() -> RunFolder | None:
    """The run on the right: the one just started, the one in the link, or the newest of mine."""
    library = Library()
    mine = picker.my_runs(library)
    watching = controls.watching()
    asked = watching.run or st.query_params.get("run")
    if asked in undo.deleted().names:
        asked = None  # what became of it is said above
    runs = {run.id: run for run in mine[:6]}
    if asked and asked not in runs:
        try:
            runs[asked] = library.find(asked)
        except LabError as problem:
            st.warning(str(problem))
    if not runs:
        return None
    if asked not in runs:
        asked = next(iter(runs))
    if len(runs) > 1:
        key = _picked(watching.changes)
        st.session_state[key] = asked
        picked = st.pills(
            "Runs",
            list(runs),
            format_func=picker.titles(list(runs.values())).__getitem__,
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=_pick,
            args=(watching.changes,),
        )
        asked = picked or asked
    watching.run = asked
    return runs[str(asked)]


def _picked(changes: int) -> str:
    """Session key of the row of runs, a new one whenever the program turned to another run."""
    return f"train.pick:{changes}"


def _pick(changes: int) -> None:
    """Obey a choice in the row that is shown; of an earlier one a browser may still send a word."""
    watching = controls.watching()
    choice = st.session_state[_picked(changes)]
    if choice and changes == watching.changes:
        watching.run = choice


def _watch(run: RunFolder) -> None:
    status = run.status()
    st.header(run.name, anchor=False)
    if run.name != describe(run.spec):
        st.caption(describe(run.spec))
    summary = run.summary()
    spec = run.spec.as_dict()
    if summary and not status.active:
        strip(stats_of(summary, spec, KEY_NUMBERS[run.spec.model.family]))
    else:
        parts.run_status(run, live=status.active, key=f"status:{run.id}")
    controls.controls(run)
    if not status.active:
        reset(run, key=f"train.reset:{run.id}", view="The whole curves, at the end of training")
        said_again(run)
    story(run)
    advice(run)
    parts.reading(run)
    parts.film(run, live=status.active, key=f"film:{run.id}")
    parts.scrubber(run, live=status.active, key=f"scrubber:{run.id}")
    parts.curves([run], key=f"curves:{run.id}")
    if summary and not run.is_gallery and len(picker.my_runs()) == 1:
        _next_steps(run)


def _next_steps(run: RunFolder) -> None:
    with st.container(border=True):
        st.markdown("**Your first run is done.** What it learned is on disk; nothing will be lost.")
        with st.container(horizontal=True):
            st.page_link(
                controls.EXPLORE[run.spec.model.family],
                label="Look at what it learned",
                icon=":material/travel_explore:",
                query_params={"run": run.id},
            )
            st.button(
                "Change one knob",
                icon=":material/tune:",
                on_click=controls.use_settings,
                args=(run,),
                help="Its settings go into the form: change one, and only that differs.",
            )
            st.page_link("compare.py", label="Compare it", icon=":material/compare_arrows:")


def _invitation() -> None:
    st.header("Nothing of yours has been trained yet", anchor=False)
    st.markdown(
        "Press **Train**: the run learns in the background, its curves and pictures appear here, "
        "and it stays in your library. You can close the page meanwhile. Until then, this is an "
        "example, recorded as it trained:"
    )
    examples = Library().examples()
    if examples:
        run = next((r for r in examples if r.info["family"] == "variational"), examples[0])
        parts.film(run, live=False, key="film:example")
        parts.scrubber(run, live=False, key="scrubber:example")
        parts.curves([run], key="curves:example")


def _write_link(spec: RunSpec | None, watched: RunFolder | None) -> None:
    query = classroom.address() | (link.to_query(spec) if spec else {})
    if watched is not None:
        query["run"] = watched.id
    if spec is not None and st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


page()
