"""A new sweep: a question or a grid over one's settings, with its cost before it starts."""

from typing import Any

import streamlit as st

from core.errors import BadInput, LabError
from core.jobs.manager import manager
from core.runs import Library, RunFolder
from core.spec import Knob, knobs
from core.spec.naming import in_words
from core.sweeps.batches import batches
from core.sweeps.cost import forecast
from core.sweeps.cost import in_words as cost_in_words
from core.sweeps.plan import Plan, parse_sweep
from core.sweeps.recipes import RECIPES, recipe
from core.sweeps.store import Sweeps
from core.sweeps.typed import range_of, values_of
from pages.owner import owner
from pages.widgets import picker
from pages.widgets.compare import sweeps

QUESTIONS = {
    "dimensions": "How many latent dimensions?",
    "beta": "A ladder of β",
    "lambda": "A ladder of λ",
    "grid": "A grid of my own",
    "random": "Draws at random",
}


def view() -> None:
    """The question, what it costs, and the button; nothing starts before the cost is shown."""
    st.header("A new sweep", anchor=False)
    runs = {run.id: run for run in picker.visible_runs()}
    alone = [place for place, run in enumerate(runs.values()) if "sweep" not in run.info]
    base = runs[
        st.selectbox(
            "Settings of",
            list(runs),
            index=alone[0] if alone else 0,
            format_func=picker.titles(list(runs.values())).__getitem__,
            key="sweep.base",
            help="Everything that the sweep does not vary is as in this run.",
        )
    ]
    asked = st.pills(
        "Question",
        offered(base),
        default="grid",
        format_func=lambda name: QUESTIONS[name],
        key=f"sweep.question:{base.spec.model.family}",
        required=True,
    )
    try:
        plan = parse_sweep(_repeated(_asked(base, str(asked))))
    except BadInput as problem:
        st.error(str(problem), icon=":material/error:")
        return
    _cost(plan)
    with st.expander(f"Its {len(plan.points)} runs", icon=":material/list:"):
        spec = plan.points[0].spec
        rows = [{"run": in_words(point.values, spec)} for point in plan.points]
        st.dataframe(rows, hide_index=True)
    st.button("Start the sweep", type="primary", icon=":material/play_arrow:", key="sweep.start",
              on_click=_start, args=(plan,))  # fmt: skip


def offered(run: RunFolder) -> list[str]:
    """Questions that can be asked of a run's model; grids and draws always."""
    found = []
    for name in RECIPES:
        try:
            recipe(name, run.spec.as_dict())
        except BadInput:
            continue
        found.append(name)
    return [*found, "grid", "random"]


def _asked(base: RunFolder, question: str) -> dict[str, Any]:
    """The sweep file so far, from what is typed."""
    spec = _settings(base)
    if question in RECIPES:
        return recipe(question, spec)
    axes = {}
    for knob, text in _axes(base, question):
        axes[knob.path] = values_of(text) if question == "grid" else range_of(knob, text)
    if question == "grid":
        return {"base": spec, "grid": axes}
    draws = st.number_input("Draws", 1, 200, 12, key="sweep.draws")
    return {"base": spec, "random": axes, "draws": int(draws)}


def _settings(base: RunFolder) -> dict[str, Any]:
    """The run's settings; which fold of a sweep it was is none of the next one's."""
    spec = base.spec.as_dict()
    spec["dataset"] = {k: v for k, v in spec["dataset"].items() if k not in ("folds", "fold")}
    return spec


def _axes(base: RunFolder, question: str) -> list[tuple[Knob, str]]:
    """The knobs that are varied, each with the text of its values."""
    known = {k.path: k for k in knobs(base.spec) if k.path not in ("dataset.name", "training.seed")}
    main = [path for path, knob in known.items() if knob.main and knob.kind in ("int", "float")]
    chosen = st.multiselect(
        "Knobs to vary",
        list(known),
        default=main[:1],
        format_func=lambda path: known[path].heading,
        key=f"sweep.knobs:{base.id}",
        max_selections=4,
    )
    found = []
    for path in chosen:
        knob = known[path]
        text = st.text_input(
            f"Values of {knob.heading}",
            _usual(knob, question),
            key=f"sweep.values:{question}:{base.id}:{path}",
            help=f"{knob.help} Valid: {knob.valid()}.",
        )
        found.append((knob, text))
    return found


def _usual(knob: Knob, question: str) -> str:
    """Something to begin with: around the run's own value."""
    value = knob.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not value:
        return ", ".join(map(str, knob.choices)) if knob.choices else str(value)
    around = [value / 4, value / 2, value, value * 2, value * 4]
    whole = knob.kind == "int"
    tried = [round(one) if whole else float(f"{one:.3g}") for one in around]
    kept = list(dict.fromkeys(one for one in tried if knob.allows(one)))
    return f"{kept[0]} to {kept[-1]}" if question == "random" else ", ".join(map(str, kept))


def _repeated(file: dict[str, Any]) -> dict[str, Any]:
    """The sweep file with the repeats that are chosen, in place of those it brings, and pruning."""
    own = next((key for key in ("seeds", "folds") if key in file), "nothing")
    first, second, third = st.columns(3, vertical_alignment="bottom")
    options = ("nothing", "seeds", "folds")
    over = first.selectbox(
        "Repeat each over",
        options,
        index=options.index(own),
        key=f"sweep.repeats:{own}",
        help="Seeds start anew on the same data. Folds take turns as validation set: k-fold "
        "cross-validation.",
    )
    count = second.number_input(
        "How often", 2, 10, file.get(own, 3), key=f"sweep.count:{own}", disabled=over == "nothing"
    )
    prune = third.toggle(
        "Give up hopeless runs",
        key="sweep.prune",
        help="By the median rule: a run that is worse than half of the others at the same step.",
    )
    kept = {key: value for key, value in file.items() if key not in ("seeds", "folds")}
    repeats = {} if over == "nothing" else {over: int(count)}
    return kept | repeats | {"prune": prune}


@st.cache_data(max_entries=64, show_spinner="Estimating …", ttl=120)
def _forecast(key: str, _plan: Plan) -> str:
    backend = manager()
    jobs = batches(_plan.points, _plan.stack, backend.device or "cpu", backend.slots)
    specs = [[point.spec for point in job.points] for job in jobs]
    return cost_in_words(forecast(specs, Library(), backend.slots))


def _cost(plan: Plan) -> None:
    for notice in plan.notices:
        st.caption(notice)
    st.markdown(f"**{plan.name}**: {_forecast(str(plan.given), plan)}.")


def _start(plan: Plan) -> None:
    try:
        sweep = Sweeps(Library()).create(plan, owner())
    except LabError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    sweeps.start(sweep)
