"""The map of test codes: PCA at once, and UMAP as often as one likes, each with its scores."""

from typing import Any

import numpy as np
import streamlit as st
from safetensors.numpy import load_file

from core.faithfulness import faithfulness
from core.runs import RunFolder, read_json
from pages.widgets import parts
from pages.widgets.component import load
from pages.widgets.latent import umap_job

LITTLE = "Distances between clusters, and their sizes, mean little."


def view(run: RunFolder) -> None:
    """One map, or two side by side, with what each is worth; and the makings of another."""
    arrays = run.path / "test" / "arrays.safetensors"
    if not arrays.exists():
        st.info("The map is drawn from test codes, which are written when the run finishes.")
        return
    ways = methods(run)
    st.caption("Every dot is the mean code of a test example; nothing in it was sampled.")
    data = {
        "run": parts.facts(run, False),
        "methods": ways,
        "usual": _usual([way["name"] for way in ways]),
        "further": (read_json(run.path / "further" / "meta.json") or {}).get("count", 0),
    }
    load("point_map")(key=f"map:{run.id}", data=data, on_selected_change=lambda: None)
    umap_job.view(run)


def methods(run: RunFolder) -> list[dict[str, Any]]:
    """Every map of a finished run's test codes, as `map_layouts.js` takes them: "latent" (of two
    dimensions), "pca", then its stored ones, "umap…", the newest first."""
    return [*_linear(run), *_stored(run)]


def _usual(names: list[str]) -> list[str]:
    """A true plane beside what UMAP makes of it; else UMAP where there is one."""
    stored = [name for name in names if name.startswith("umap")]
    if names[0] == "latent":
        return ["latent", *stored[:1]]
    return [(stored or names)[0]]


def _linear(run: RunFolder) -> list[dict[str, Any]]:
    """The codes themselves where they have two numbers, and their principal components."""
    arrays = run.path / "test" / "arrays.safetensors"
    pca = principal(str(arrays), arrays.stat().st_mtime)
    size = parts.latent_dim(run)
    shares = " and ".join(f"{100 * share:.0f} %" for share in pca.pop("shares"))
    hold = "axes hold" if size > 1 else "axis holds"
    methods = [
        {
            "name": "pca",
            "title": "PCA",
            "axes": ["PC 1", "PC 2"] if size > 1 else ["PC 1", ""],
            "reading": f"PCA: a straight shadow of the space; the {hold} {shares} of the variance "
            f"of the codes. {_scores(pca.pop('scores'))}",
            **pca,
        }
    ]
    if size == 2:
        itself = {"name": "latent", "title": "The two latents", "axes": ["z₁", "z₂"]}
        says = "The two latent dimensions themselves: nothing was projected."
        methods.insert(0, itself | {"reading": says})
    return methods


@st.cache_data(max_entries=32, show_spinner=False)
def principal(path: str, _changed: float) -> dict[str, Any]:
    """Mean [L] and first two principal directions (two of [L]) of the codes in the file, each
    one's share of the variance, and the scores of the map that they make."""
    codes = load_file(path)["codes"].astype(np.float64)
    mean = codes.mean(axis=0)
    _, singular, rows = np.linalg.svd(codes - mean, full_matrices=False)
    directions = rows[:2]
    power = singular**2
    return {
        "mean": mean.tolist(),
        "directions": directions.tolist(),
        "shares": (power[:2] / max(power.sum(), 1e-12)).tolist(),
        "scores": faithfulness(codes, (codes - mean) @ directions.T),
    }


def _stored(run: RunFolder) -> list[dict[str, Any]]:
    """Every UMAP map that was made of the run, the newest first."""
    facts = sorted(run.projection.glob("umap*.json"), key=lambda file: -file.stat().st_mtime)
    return [_stored_map(run, file.stem, read_json(file) or {}) for file in facts]


def _stored_map(run: RunFolder, name: str, meta: dict[str, Any]) -> dict[str, Any]:
    params = meta["params"]
    settings = (
        f"{params['neighbours']} neighbours, distance {params['minimum_distance']:g}, "
        f"seed {params['seed']}" + (f", {meta['count']:,} codes" if "-e" in name else "")
    )
    url = f"/api/runs/{run.id}/files/projection/{name}.safetensors?h={meta['hash']}"
    return {
        "name": name,
        "title": f"UMAP: {settings}",
        "axes": None,
        "points_url": url,
        "reading": f"UMAP keeps neighbours together and invents the rest. {LITTLE} {_scores(meta)}",
    }


def _scores(scores: dict[str, Any]) -> str:
    kept, count = 100 * scores["neighbours_kept"], scores["compared_neighbours"]
    return (
        f"{kept:.0f} % of a code’s {count} nearest are among its {count} nearest here; "
        f"trustworthiness {scores['trustworthiness']:.3f} "
        f"(on the first {scores['trustworthiness_points']:,} points; 1 is best, chance ½)."
    )
