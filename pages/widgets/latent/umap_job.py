"""Making a UMAP map of a run, and what its settings do."""

from typing import Any

import streamlit as st

from core.runs import RunFolder, read_json
from pages.widgets import job, parts

FIRST = 2_000
"""Test examples that every panel shows; a map may show what a run keeps of more."""


def view(run: RunFolder) -> None:
    """The settings and the button, or while a map is in the making its progress."""
    if run.is_gallery:
        st.caption(
            "This example ships with its map. Train a copy to try other neighbours, distances "
            "and seeds."
        )
        return
    job.view(run, WISH)


def _settings(run: RunFolder) -> dict[str, Any]:
    """Three settings, each with what more and less of it does."""
    st.caption(
        "UMAP ties every code to its nearest ones, and then looks for places in the plane where "
        f"the ties hold; a code of this run has {parts.latent_dim(run)} numbers. Every map that "
        "you make is kept: compare two side by side."
    )
    left, middle, right = st.columns(3)
    with left:
        neighbours = st.slider(
            "Neighbours", 2, 100, 15, key=f"umap.n:{run.id}", help="n_neighbors of UMAP."
        )
        st.caption(
            "More: the broad arrangement counts, small groups melt into large ones. Fewer: every "
            "little clump stands alone, and how clumps lie to each other is chance."
        )
    with middle:
        distance = st.slider(
            "Minimum distance", 0.0, 0.99, 0.1, 0.01, key=f"umap.d:{run.id}",
            help="min_dist of UMAP, in units of its own plane.",
        )  # fmt: skip
        st.caption(
            "More: dots spread out, and the shape of the whole shows. Less: neighbours lie on top "
            "of each other, and groups look tighter than they are."
        )
    with right:
        seed = st.slider("Seed", 0, 20, 0, key=f"umap.s:{run.id}", help="random_state of UMAP.")
        st.caption(
            "The same seed gives the same map. What changes with the seed was never in the codes: "
            "try two, and see what stays."
        )
    params = {"neighbours": neighbours, "minimum_distance": distance, "seed": seed}
    if further := (read_json(run.path / "further" / "meta.json") or {}).get("count"):
        counts = [FIRST, FIRST + further]
        params["examples"] = st.select_slider(
            "Test examples", counts, format_func=lambda n: f"{n:,}", key=f"umap.e:{run.id}",
            help="More make a fuller map, and a slower one: some ten seconds at 10,000.",
        )  # fmt: skip
    return params


WISH = job.Wish(
    method="umap",
    title="A UMAP map of your own",
    button="Make a UMAP map",
    working="Making the map",
    settings=_settings,
)
