"""The constraint matters: five rules from one start on the same batches, side by side."""

import secrets
from typing import Any

import streamlit as st

from core.errors import LabError
from core.jobs.manager import manager
from core.quantities import quantity, written
from core.runs import Library, RunFolder
from core.runs.listing import whole
from core.spec import RunSpec, parse_spec
from pages.owner import owner
from pages.widgets import picker
from pages.widgets.admission import admit
from pages.widgets.codes.constraint_column import column

RULES = {"none": "No constraint", "l1": "L1", "l2": "L2", "kl": "KL", "topk": "TopK"}
NAME = "constraint"
"""What runs of this experiment say in their `run.json`, under `experiment`."""

_SHARED = ("features", "output", "warmup")
_NUMBERS = ("fvu", "l0", "zeros", "hoyer", "dead")


def specs_for(spec: RunSpec) -> dict[str, RunSpec]:
    """The five specifications: data, training and size of `spec`, and each rule as recommended.

    Atoms are free in all, since codes of the KL rule end at 1 and so need long ones; nothing is
    revived, since that rule cannot.
    """
    given = spec.as_dict()
    training = {key: value for key, value in given["training"].items() if value is not None}
    found = {}
    for rule in RULES:
        model = {key: given["model"][key] for key in _SHARED}
        model |= {"family": "sparse", "variant": rule, "decoder_norm": "free", "revive": "none"}
        found[rule] = parse_spec(
            {"dataset": given["dataset"], "training": training, "model": model}
        )
    return found


def runs_of(specs: dict[str, RunSpec]) -> dict[str, RunFolder]:
    """The newest run of each rule that belongs to this experiment, by rule."""
    found: dict[str, RunFolder] = {}
    for run in picker.visible_runs(("sparse",)):  # newest first
        experiment = run.info.get("experiment") or {}
        rule = str(experiment.get("rule"))
        same = experiment.get("name") == NAME and rule in specs and run.spec == specs[rule]
        if same and rule not in found:
            found[rule] = whole(run)
    return {rule: found[rule] for rule in RULES if rule in found}


def view(run: RunFolder) -> None:
    """A button that trains the five, and what is there of them, also while they train."""
    st.header("The constraint matters", anchor=False)
    st.caption(
        "The same autoencoder five times: without a constraint, and with four ways to ask for a "
        "sparse code. Data, size, start, batches and training are this run's; only the rule "
        "differs, each at its recommended strength. L1 and TopK make exact zeros. L2 shrinks codes "
        "and asks for none: the zeros that it has are ReLU’s, as without a constraint. KL holds "
        "the mean of sigmoid codes down, which are never zero."
    )
    experiment(specs_for(run.spec))


def experiment(specs: dict[str, RunSpec], label: str = "Train the five") -> None:
    """The button, or what is there of the five."""
    if runs_of(specs):
        _watched(specs, label)
    else:
        _offer(specs, label)


def _offer(specs: dict[str, RunSpec], label: str) -> None:
    """The one button, with what it will cost."""
    seconds = [manager().estimate(spec) for spec in specs.values()]
    known = [one for one in seconds if one is not None]
    about = f" About {sum(known):.0f} s of training." if len(known) == len(seconds) else ""
    st.button(
        label,
        icon=":material/play_arrow:",
        key="constraint.start",
        on_click=_start,
        args=(specs,),
    )
    st.caption(f"Five runs in your library, one after another or side by side.{about}")
    if refused := st.session_state.pop("constraint.refused", None):
        st.error(refused, icon=":material/error:")


def _start(specs: dict[str, RunSpec]) -> None:
    """Make and queue the five, tagged so that they are found again."""
    known, id_ = runs_of(specs), secrets.token_hex(7)
    missing = {rule: spec for rule, spec in specs.items() if rule not in known}
    try:
        admit(list(missing.values()))
        for rule, spec in missing.items():
            title = spec.dataset.entry.title
            made = Library().create(spec, f"Constraint: {RULES[rule]} · {title}", owner())
            made.update_info(experiment={"name": NAME, "id": id_, "rule": rule})
            manager().submit(made.id, owner())
    except LabError as problem:
        st.session_state["constraint.refused"] = str(problem)


def _watched(specs: dict[str, RunSpec], label: str) -> None:
    """The five as they stand; looked at again every two seconds while one is at work."""
    active = any(one.status().active for one in runs_of(specs).values())
    st.fragment(_results, run_every=2 if active else None)(specs, active, label)


def _results(specs: dict[str, RunSpec], active: bool, label: str) -> None:
    runs = runs_of(specs)
    if active and not any(one.status().active for one in runs.values()):
        st.rerun()
    missing = [RULES[rule] for rule in RULES if rule not in runs]
    if missing:
        _offer(specs, label)
        st.caption(f"Still to train: {', '.join(missing)}.")
    results(runs)


def results(runs: dict[str, RunFolder]) -> None:
    """Runs by their rule, side by side, with the proof that they began alike and a table."""
    st.markdown(proof(runs))
    for place, (rule, title) in zip(
        st.columns(len(RULES), gap="small"), RULES.items(), strict=True
    ):
        with place:
            st.subheader(title, anchor=False)
            if rule in runs:
                column(runs[rule])
            else:
                st.caption("Not trained yet.")
    finished = {rule: one for rule, one in runs.items() if one.summary()}
    if finished:
        st.dataframe(table(finished), hide_index=True, width="stretch")


def proof(runs: dict[str, RunFolder]) -> str:
    """Whether start and batches are the same in all, by their fingerprints."""
    hashes = [one.info.get("hashes", {}) for one in runs.values()]
    known = [one for one in hashes if one.get("weights") and one.get("batches")]
    if len(known) < 2:
        return "The fingerprints of start and batches stand here when two have begun."
    said = []
    for key, what in (("weights", "start"), ("batches", "batches")):
        found = {one[key] for one in known}
        mark = "the same" if len(found) == 1 else "**not** the same"
        said.append(f"{mark} {what} (`{'`, `'.join(sorted(one[:10] for one in found))}`)")
    return f"By their SHA-256, all {len(known)} have {' and '.join(said)}."


def table(runs: dict[str, RunFolder]) -> list[dict[str, Any]]:
    """Numbers of each rule on test data; where small codes count as zeros, up to what size."""
    rows = []
    for key in _NUMBERS:
        row = {"on the test set": quantity(key).label}
        for rule, one in runs.items():
            test = (one.summary() or {})["test"]
            near = test.get("l0_threshold") if key == "zeros" else None
            size = f" (up to {near:g})" if near else ""
            row[RULES[rule]] = written(test.get(key), quantity(key)) + size
        rows.append(row)
    return rows
