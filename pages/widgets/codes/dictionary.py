"""The dictionary: every feature's atom, to look at, to put in order and to pick one."""

import streamlit as st

from core.runs import RunFolder
from pages.widgets import job, parts, words
from pages.widgets.component import load

_ABOUT = {
    "image": (
        "Each tile is one feature's atom: what it adds to the picture when it fires. Warm colours "
        "add ink, cool ones take it away. Click one to see when it fires."
    ),
    "table": (
        "Each tile is one feature's atom: how much it raises or lowers each column when it fires, "
        "a bar a column in their order. Click one to see when it fires."
    ),
    "vector": (
        "Each tile is one feature's atom: how much it raises or lowers each number when it fires, "
        "a bar a number in their order. Click one to see when it fires."
    ),
}


def view(run: RunFolder) -> None:
    """The atoms at the scrubbed moment; a click tells the page which feature to look at."""
    st.header("The dictionary", anchor=False)
    if not words.is_text(run):
        st.caption(_ABOUT[run.spec.dataset.entry.kind])
    live = run.status().active
    data = {
        "run": parts.facts(run, live),
        "tested": (run.path / "encoder.json").exists(),
        "map": _map(run),
    }
    load("atom_wall")(key=f"atoms:{run.id}", data=data)
    if data["tested"] and data["map"] is None:
        _map_job(run)
    recovery(run)


def _map(run: RunFolder) -> dict[str, str] | None:
    """The newest map of the atoms, if one was made."""
    made = sorted(run.projection.glob("atoms-*.safetensors"))
    return {"url": f"/api/runs/{run.id}/files/projection/{made[-1].name}"} if made else None


def _map_job(run: RunFolder) -> None:
    """The button that has the atoms mapped, or while that is going on its progress."""
    if not run.is_gallery:
        job.view(run, _ALIKE)


_ALIKE = job.Wish(
    method="atoms",
    button="Put alike atoms side by side (UMAP of the decoder)",
    working="Making the map",
)


def recovery(run: RunFolder) -> None:
    """The true atoms beside the learned ones, where the data was made from known ones."""
    train = (run.summary() or {}).get("train", {})
    if "mmcs" not in train:
        return
    st.subheader("Was the truth found?", anchor=False)
    if not (run.path / "recovery.safetensors").exists():
        st.caption(
            f"MMCS {train['mmcs']:.3f}, MCC {train['mcc']:.3f}. Which atom is which was not kept "
            f"by the version that trained this run; `python -m core evaluate {run.id}` adds it."
        )
        return
    data = {"run": parts.facts(run, False), "mmcs": train["mmcs"], "mcc": train["mcc"]}
    load("recovery")(key=f"truth:{run.id}", data=data)
