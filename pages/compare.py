"""Compare: what differs between runs, and what it did."""

from typing import Any

import streamlit as st

from core.catalogue import CATALOGUE
from core.errors import BadInput
from core.figures.colors import distinct_colors
from core.figures.frontier import Dot, l0_fvu, rate_distortion
from core.quantities import quantity, written
from core.runs import Library, RunFolder
from core.spec import differences
from pages.widgets import parts, picker

MOST = 8
NUMBERS = (
    "elbo", "reconstruction", "kl", "active_units", "fvu", "l0", "dead", "perplexity",
    "knn_accuracy", "seconds",
)  # fmt: skip


def page() -> None:
    st.title("Compare")
    runs = _choose()
    if len(runs) < 2:
        st.info("Choose two runs or more: what differs, their curves and pictures appear here.")
        return
    colors = distinct_colors([run.id for run in runs])
    _differences(runs)
    _numbers(runs)
    _curves(runs, colors)
    _pictures(runs, colors)
    _frontiers(runs, colors)


def _choose() -> list[RunFolder]:
    options = {run.id: run for run in picker.visible_runs() if run.snapshot_steps()}
    asked = [i for i in st.query_params.get("runs", "").split(",") if i]
    missing = [i for i in asked if i not in options]
    for id_ in list(missing):
        try:
            options[id_] = Library().find(id_)
        except BadInput as problem:
            st.warning(str(problem))
    if "compare.runs" not in st.session_state:
        known = [i for i in asked if i in options]
        st.session_state["compare.runs"] = known or _suggestion(list(options.values()))
    chosen = st.multiselect(
        "Runs",
        list(options),
        format_func=lambda id_: picker.title(options[id_]),
        key="compare.runs",
        max_selections=MOST,
        placeholder="Choose two to eight runs",
        help=f"Up to {MOST} at once, so that colours stay apart.",
    )
    st.query_params["runs"] = ",".join(chosen)
    return [options[id_] for id_ in chosen]


def _suggestion(runs: list[RunFolder]) -> list[str]:
    """The two newest of one family, so that the page is never empty."""
    for run in runs:
        same = [r.id for r in runs if r.info.get("family") == run.info.get("family")]
        if len(same) > 1:
            return same[:2]
    return [run.id for run in runs[:2]]


def _differences(runs: list[RunFolder]) -> None:
    st.header("What differs", anchor=False)
    paths: dict[str, None] = {}
    for run in runs[1:]:
        paths |= dict.fromkeys(differences(runs[0].spec, run.spec))
    if not paths:
        st.write("Nothing: the specifications are the same.")
        return
    same_start = len({_hash(run, "start") for run in runs}) == 1
    same_batches = len({_hash(run, "batches") for run in runs}) == 1
    if len(paths) == 1:
        proof = [w for w, ok in (("start", same_start), ("batches", same_batches)) if ok]
        tail = f": the same {' and the same '.join(proof)}, by their hashes" if proof else ""
        st.markdown(f"Only **{next(iter(paths))}** differs{tail}.")
    names = picker.unique_names(runs)
    rows = [
        {"setting": path} | {names[run.id]: _shown(run, path) for run in runs} for path in paths
    ]
    st.dataframe(rows, hide_index=True, width="stretch")


def _hash(run: RunFolder, what: str) -> Any:
    return run.info.get("hashes", {}).get(what, run.id)


def _shown(run: RunFolder, path: str) -> str:
    value: Any = run.spec.as_dict()
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        return "—"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _numbers(runs: list[RunFolder]) -> None:
    st.header("What it did", anchor=False)
    names = picker.unique_names(runs)
    summaries = {run.id: run.summary() or {} for run in runs}
    sets = {s.get("test_set") for s in summaries.values() if s}
    if len(sets) > 1:
        st.warning("These runs were tested on different sets, so their numbers do not compare.")
    rows = []
    for key in NUMBERS:
        cells = {}
        for run in runs:
            q = quantity(key, run.spec.as_dict())
            summary = summaries[run.id]
            value = summary.get("test", {}).get(key, summary.get(key))
            cells[names[run.id]] = f"{written(value, q)} {q.unit if value is not None else ''}"
        if any(not text.startswith("—") for text in cells.values()):
            rows.append({"on the test set": quantity(key).label} | cells)
    st.dataframe(rows, hide_index=True, width="stretch")


def _curves(runs: list[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    """Curves overlaid; what is measured in other units or on other data gets axes of its own."""
    st.header("Curves", anchor=False)
    groups: dict[str, list[RunFolder]] = {}
    for run in runs:
        groups.setdefault(_measured(run), []).append(run)
    for number, (title, members) in enumerate(groups.items()):
        if len(groups) > 1:
            st.caption(f"**{title}**: its terms are in units of their own, so it has its own axes.")
        parts.curves(members, colors=colors, key=f"compare.curves:{number}")


def _measured(run: RunFolder) -> str:
    """What a run's loss terms measure: data, family, and likelihood or output."""
    spec = run.spec.as_dict()
    model = spec["model"]
    kind = model.get("likelihood") or model.get("output")
    data = CATALOGUE[spec["dataset"]["name"]].title
    return f"{picker.FAMILY_NAMES[model['family']]}, {kind.replace('_', ' ')}, {data}"


def _pictures(runs: list[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    st.header("The same test examples, rebuilt by each", anchor=False)
    groups: dict[str, list[RunFolder]] = {}
    for run in runs:
        summary = run.summary()
        if summary:
            groups.setdefault(summary["test_set"], []).append(run)
    if not groups:
        st.caption("They appear when the runs have finished.")
    for number, (test_set, members) in enumerate(groups.items()):
        st.caption(f"Reconstructions from the mean code · {test_set}")
        parts.run_grid(members, colors, key=f"compare.grid:{number}")


def _frontiers(runs: list[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    rates: dict[tuple[str, str], list[Dot]] = {}
    sparse: dict[str, list[Dot]] = {}
    for run in runs:
        summary = run.summary()
        if not summary:
            continue
        test, color, model = summary["test"], colors[run.id][0], run.spec.model
        if model.family == "variational":
            dot = Dot(run.id, run.name, test["kl"], test["reconstruction"], "variational", color)
            rates.setdefault((summary["test_set"], model.likelihood), []).append(dot)
        elif model.family == "sparse":
            dot = Dot(run.id, run.name, test["l0"], test["fvu"], model.variant, color)
            sparse.setdefault(summary["test_set"], []).append(dot)
    for (test_set, likelihood), dots in rates.items():
        if len(dots) > 1:
            st.header("Rate against distortion", anchor=False)
            st.caption(f"{likelihood.replace('_', ' ')} likelihood · {test_set}")
            st.plotly_chart(rate_distortion(dots), config={"displayModeBar": False})
    for test_set, dots in sparse.items():
        if len(dots) > 1:
            st.header("Sparsity against reconstruction", anchor=False)
            st.caption(test_set)
            st.plotly_chart(l0_fvu(dots), config={"displayModeBar": False})


page()
