"""The map of test codes: PCA at once, UMAP as a job with progress and cancel."""

from typing import Any

import numpy as np
import streamlit as st
from safetensors.numpy import load_file

from core.errors import LabError
from core.jobs.manager import manager
from core.runs import RunFolder, read_json
from pages.widgets import parts


@st.cache_data(max_entries=32, show_spinner=False)
def pca(path: str, _changed: float) -> tuple[list[list[float]], list[float]]:
    """First two principal components of the test codes, and each one's share of the variance."""
    codes = load_file(path)["codes"].astype(np.float64)
    centred = codes - codes.mean(axis=0)
    left, singular, _ = np.linalg.svd(centred, full_matrices=False)
    points = left[:, :2] * singular[:2]
    if points.shape[1] == 1:
        points = np.column_stack([points, np.zeros(len(points))])
    power = singular**2
    shares = (power[:2] / max(power.sum(), 1e-12)).round(4)
    return points.round(4).tolist(), shares.tolist()


def latent_map(run: RunFolder) -> None:
    """The map with its method, its button and its warning."""
    arrays = run.path / "test" / "arrays.safetensors"
    if not arrays.exists():
        st.info("The map is drawn from test codes, which are written when the run finishes.")
        return
    points, shares = pca(str(arrays), arrays.stat().st_mtime)
    methods: dict[str, Any] = {"pca": {"points": points}}
    stored = _umap(run)
    if stored:
        methods["umap"] = stored
    two = parts.latent_dim(run) == 2
    if two:
        methods["latent"] = {}
    names = {"latent": "The two latents", "pca": "PCA", "umap": "UMAP"}
    usual = "latent" if two else "umap" if stored else "pca"
    with st.container(horizontal=True, vertical_alignment="center"):
        method = st.segmented_control(
            "Projection",
            list(methods),
            default=usual,
            format_func=lambda n: names[n],
            key=f"map.method:{run.id}:{bool(stored)}",  # a new map is shown at once
            required=True,
            label_visibility="collapsed",
        )
        if not stored:
            _umap_job(run)
    parts.point_map(run, methods, str(method or usual), key=f"map:{run.id}")
    st.caption(_reading(str(method or usual), shares, stored))


def _umap(run: RunFolder) -> dict[str, Any] | None:
    facts = sorted(run.projection.glob("umap*.json"))
    if not facts:
        return None
    meta = read_json(facts[-1]) or {}
    name = facts[-1].with_suffix(".safetensors").name
    return {"points_url": f"/api/runs/{run.id}/files/projection/{name}", "meta": meta}


def _reading(method: str, shares: list[float], stored: dict[str, Any] | None) -> str:
    if method == "pca":
        first, second = (100 * share for share in (*shares, 0.0)[:2])
        return (
            f"PCA: a straight shadow of the space; the axes hold {first:.0f} % and {second:.0f} % "
            "of the variance of the codes."
        )
    if method == "latent":
        return "The two latent dimensions themselves: nothing was projected."
    meta = (stored or {}).get("meta", {})
    kept = meta.get("neighbours_kept")
    score = f" {100 * kept:.0f} % of each point's 15 neighbours are kept." if kept else ""
    return (
        "UMAP keeps neighbours together and invents the rest: distances between clusters, and "
        f"their sizes, mean little.{score}"
    )


def _umap_job(run: RunFolder) -> None:
    """The button, or while the map is in the making its progress, polled only then."""
    if run.is_gallery:
        return
    busy = _busy(run)
    st.fragment(_umap_progress, run_every=0.7 if busy else None)(run, busy)


def _busy(run: RunFolder) -> bool:
    progress = manager().projection(run.id)
    return progress is not None and progress["state"] in ("waiting", "running")


def _umap_progress(run: RunFolder, was_busy: bool) -> None:
    busy = _busy(run)
    if busy != was_busy:
        st.rerun()
    progress = manager().projection(run.id)
    if busy and progress:
        text = "Waiting for the map maker" if progress["state"] == "waiting" else "Making the map"
        st.progress(progress["progress"] or 0.0, text=text)
        if st.button("Cancel", icon=":material/close:", key=f"umap.cancel:{run.id}"):
            manager().cancel_projection(run.id)
        return
    if progress and progress["error"]:
        st.caption(progress["error"])
    if st.button("Make a UMAP map", icon=":material/scatter_plot:", key=f"umap:{run.id}"):
        try:
            manager().project(run.id)
            st.rerun()
        except LabError as problem:
            st.error(str(problem))
