"""Edges: on photographs, the same dictionary with a sparsity rule and without one."""

from typing import Any

import streamlit as st

from core.errors import LabError
from core.jobs.manager import manager
from core.quantities import quantity, written
from core.runs import Library, RunFolder
from core.runs.listing import whole
from core.spec import RunSpec, acting, flat, nested, parse_spec
from pages.owner import owner
from pages.widgets import picker
from pages.widgets.admission import admit
from pages.widgets.component import load

PATCHES = "patches"
RECOMMENDED = {"dataset": {"name": PATCHES}, "model": {"family": "sparse", "variant": "l1"}}
ORIENTED, NOISE = 0.3, 0.2
"""Medians above which atoms are called oriented, and below which they are called noise (which has
0.13); measured of this program's defaults: 0.60 and 0.13."""
_NUMBERS = ("orientation", "fvu", "l0")

Pair = tuple[RunFolder | None, RunFolder | None]


def view(run: RunFolder) -> None:
    """The pair of this run on patches; on other data a fold with the recommended pair."""
    if run.spec.dataset.name == PATCHES:
        st.header("Edges", anchor=False)
        pair(run.spec)
        return
    with st.expander("Edges: what sparsity makes of photographs", icon=":material/texture:"):
        pair(parse_spec(RECOMMENDED))


def specs_of(spec: RunSpec) -> tuple[RunSpec, RunSpec]:
    """With a sparsity rule and without: `spec` and what differs from it in the rule alone.

    Of a run without a rule the other has the recommended one.
    """
    if spec.as_dict()["model"]["variant"] != "none":
        return spec, _with_rule(spec, "none")
    return _with_rule(spec, RECOMMENDED["model"]["variant"]), spec


def _with_rule(spec: RunSpec, rule: str) -> RunSpec:
    paths = {path: value for path, value in flat(spec.as_dict()).items() if value is not None}
    return parse_spec(nested(acting(paths | {"model.variant": rule})))


def runs_of(specs: tuple[RunSpec, RunSpec]) -> Pair:
    """The newest run of each of the two among one's own and the examples."""
    runs = picker.visible_runs(("sparse",))
    sparse, plain = (next((whole(r) for r in runs if _is(r, spec)), None) for spec in specs)
    return sparse, plain


def _is(run: RunFolder, spec: RunSpec) -> bool:
    try:
        if run.settings["dataset"]["name"] != spec.dataset.name:
            return False
        return run.spec == spec and run.status().state not in ("failed", "stopped")
    except LabError:  # written by another version
        return False


def pair(spec: RunSpec) -> None:
    """`spec` and what differs from it in the rule alone, side by side."""
    st.caption(
        "Small patches of photographs, once with a sparsity rule and once without, from the same "
        "start on the same batches. A code of few features has to find what patches are made of; "
        "without the rule any basis will do."
    )
    specs = specs_of(spec)
    runs = runs_of(specs)
    active = any(one is not None and one.status().active for one in runs)
    st.fragment(_result, run_every=2 if active else None)(specs, active)


def _result(specs: tuple[RunSpec, RunSpec], active: bool) -> None:
    runs = runs_of(specs)
    if active and not any(one is not None and one.status().active for one in runs):
        st.rerun()
    _offer(specs, runs)
    if not any(runs):
        return
    numbers = [(one.summary() or {}).get("test") if one else None for one in runs]
    if numbers[0] and numbers[1]:
        st.markdown(sentence(numbers[0], numbers[1]))
        st.caption(proof(runs))
    titles = ("With a sparsity rule", "Without one")
    for place, one, title, test in zip(st.columns(2), runs, titles, numbers, strict=True):
        with place:
            st.subheader(title, anchor=False)
            if one is None:
                st.caption("Not trained yet.")
            else:
                _wall(one)
                st.caption(_said(one, test))


def _wall(run: RunFolder) -> None:
    """The atoms of the newest snapshot."""
    steps = run.snapshot_steps()
    if not steps:
        st.caption("Its atoms appear with the first snapshot.")
        return
    meta = run.snapshot(steps[-1])
    sheet = meta["sheets"]["atoms"]
    address = f"/api/runs/{run.id}/snapshots/{steps[-1]}/{sheet['file']}"
    data = {
        "url": f"{address}?h={meta['files'][sheet['file']]}",
        "sheet": sheet,
        "alt": f"{sheet['count']} atoms of {run.name} at step {steps[-1]}",
        "columns": 16,
    }
    load("data_sheet")(key=f"edges:{run.id}", data=data)


def _said(run: RunFolder, test: dict[str, Any] | None) -> str:
    if not test:
        status = run.status()
        return f"{run.name}: step {status.step:,} of {status.total or run.spec.total_steps:,}."
    parts = [
        f"{quantity(key).label} {written(test[key], quantity(key))}"
        for key in _NUMBERS
        if key in test
    ]
    return f"{run.name}. {', '.join(parts)}."


def sentence(sparse: dict[str, Any], plain: dict[str, Any]) -> str:
    """What the pair shows, by its own numbers."""
    error = (
        f"the error is {'higher' if sparse['fvu'] > plain['fvu'] else 'not higher'} "
        f"(FVU {sparse['fvu']:.3f} against {plain['fvu']:.3f})"
    )
    if "orientation" not in sparse or "orientation" not in plain:
        return (
            f"With the rule {error}. How oriented the atoms are was not measured by that version."
        )
    with_rule, without = sparse["orientation"], plain["orientation"]
    numbers = f"{with_rule:.2f} against {without:.2f}, where a grating has 1"
    if with_rule < ORIENTED:
        return f"**No edges**: with the rule atoms are hardly oriented ({numbers}), and {error}."
    noise = "noise without it" if without < NOISE else "less of it without"
    return f"**With the rule most atoms are edges, {noise}** ({numbers}), and {error}."


def proof(runs: Pair) -> str:
    """Whether start and batches were the same, by their fingerprints."""
    hashes = [one.info.get("hashes", {}) for one in runs if one]
    same = all(
        len({one.get(key) for one in hashes}) == 1 and hashes[0].get(key)
        for key in ("start", "batches")
    )
    return (
        "Same start, same batches, by their SHA-256: only the rule differs."
        if same
        else "Start or batches of the two differ, so the rule is not all that tells them apart."
    )


def _offer(specs: tuple[RunSpec, RunSpec], runs: Pair) -> None:
    """The button for what is missing, with what it will cost."""
    missing = [spec for spec, run in zip(specs, runs, strict=True) if run is None]
    if not missing:
        return
    seconds = [manager().estimate(spec) for spec in missing]
    known = [one for one in seconds if one is not None]
    about = f" About {sum(known):.0f} s of training." if len(known) == len(missing) else ""
    label = "Train the pair" if len(missing) == 2 else "Train the other one"
    st.button(
        label, icon=":material/play_arrow:", key="edges.start", on_click=_start, args=(missing,)
    )
    if about:
        st.caption(about)
    if refused := st.session_state.pop("edges.refused", None):
        st.error(refused, icon=":material/error:")


def _start(missing: list[RunSpec]) -> None:
    try:
        admit(missing)
        for spec in missing:
            manager().submit(Library().create(spec, owner=owner()).id, owner())
    except LabError as problem:
        st.session_state["edges.refused"] = str(problem)
