"""The live parts of pages: each a browser component fed by routes, wrapped as a typed function.

Python sends a description and gets back what a person picked; pictures and numbers travel by URL.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.catalogue import Entry
from core.quantities import quantity
from core.runs import RunFolder
from pages.widgets import words
from pages.widgets.component import load
from pages.widgets.picker import unique_names
from pages.widgets.tiles import how_to_read

_TERMS = (
    "objective", "reconstruction", "kl", "sparsity", "auxk", "l0", "elbo", "beta",
    "word_perplexity", "commitment", "codebook_perplexity", "slab_share",
)  # fmt: skip
_CONSTANT = {"kind": "constant"}
_STATUS_TERMS = {
    "plain": ("reconstruction",),
    "sparse": ("reconstruction", "l0"),
    "variational": ("reconstruction", "kl"),
}


def _run(run: RunFolder, live: bool) -> dict[str, Any]:
    spec = run.spec
    return {
        "id": run.id,
        "name": run.name,
        "family": spec.model.family,
        "prior": prior(run),
        "live": live,
        "total_steps": spec.total_steps,
        "steps_per_epoch": spec.steps_per_epoch,
        "epochs": spec.training.epochs,
        "batch": spec.training.batch_size,
    }


def _terms(run: RunFolder) -> tuple[str, ...]:
    """Terms worth a panel: β only where a schedule moves it."""
    constant = run.spec.as_dict()["model"].get("schedule", _CONSTANT) == _CONSTANT
    return tuple(term for term in _TERMS if term != "beta" or not constant)


def prior(run: RunFolder) -> dict[str, Any] | None:
    """The distribution of codes that new examples are drawn from: its kind and its numbers."""
    model = run.spec.model
    if model.prior is None:
        return None
    values = run.spec.as_dict()["model"]
    return {"kind": model.prior} | {k: values[k] for k in ("alpha", "groups") if k in values}


def latent_dim(run: RunFolder) -> int:
    """Dimensions of a plain or variational run's code."""
    return int(run.spec.as_dict()["model"]["latent_dim"])


def _described(run: RunFolder, keys: Sequence[str]) -> list[dict[str, str]]:
    spec = run.spec.as_dict()
    found = [quantity(key, spec) for key in keys]
    return [{"key": q.key, "label": q.label, "unit": q.unit, "help": q.help} for q in found]


def run_status(run: RunFolder, *, live: bool, key: str) -> None:
    """Where a run is, how long still, and its terms right now; reruns once when it ends."""
    data = {
        "run": _run(run, live),
        "terms": _described(run, _STATUS_TERMS[run.spec.model.family]),
    }
    load("run_status")(
        key=key, data=data, on_ended_change=lambda: None, on_began_change=lambda: None
    )


def curves(
    runs: Sequence[RunFolder], *, key: str, colors: dict[str, tuple[str, str]] | None = None
) -> None:
    """Curves of every loss term; with `colors`, runs are overlaid, each in its own."""
    names = unique_names(runs)
    terms: dict[str, dict[str, str]] = {}
    for run in runs:
        for term in _described(run, _terms(run)):
            terms.setdefault(term["key"], term)
    data = {
        "runs": [
            _run(run, run.status().active)
            | {
                "name": names[run.id],
                "color": colors[run.id][0] if colors else None,
                "dash": colors[run.id][1] if colors else None,
            }
            for run in runs
        ],
        "terms": list(terms.values()),
        "x": "step",
        "compare": colors is not None,
    }
    load("live_curves")(key=key, data=data, on_ended_change=lambda: None)


def reading(run: RunFolder) -> None:
    """How the tiles of this run's data are to be read, where they are not plain pictures."""
    dataset = run.spec.dataset
    if sentence := how_to_read(dataset.entry.kind, dataset.value_range[0]):
        st.caption(sentence)


def film(run: RunFolder, *, live: bool, key: str) -> None:
    """Test images over their reconstructions, and samples, at the scrubbed moment (text: words)."""
    if words.is_text(run):
        word_lists(run, "film", live=live, key=key)
        return
    load("film")(key=key, data={"run": _run(run, live)})


def word_lists(run: RunFolder, what: str, *, live: bool, key: str) -> int | None:
    """Text at the scrubbed moment: "film", "samples", "directions" or "atoms", whose clicked
    feature is returned."""
    data = {"run": _run(run, live), "what": what}
    result = load("word_lists")(key=key, data=data, on_feature_change=lambda: None)
    return None if result.feature is None else int(result.feature)


def scrubber(run: RunFolder, *, live: bool, key: str) -> None:
    """The one time axis of the page."""
    data = {"run": _run(run, live), "steps": run.snapshot_steps()}
    load("scrubber")(key=key, data=data)


def histogram(run: RunFolder, what: str, *, live: bool, key: str) -> None:
    """Code values, feature densities or KL per dimension at the scrubbed moment."""
    load("histogram")(key=key, data={"run": _run(run, live), "what": what, "live": live})


def latent_pad(run: RunFolder, *, key: str, compact: bool = False) -> Any:
    """A pad over the latent space whose picture is decoded in the browser."""
    summary = run.summary() or {}
    data = {
        "run": _run(run, run.status().active),
        "kl": summary.get("test", {}).get("kl_per_dimension"),
        "compact": compact,
        "point": None,
    }
    return load("latent_pad")(key=key, data=data, on_point_change=lambda: None)


def point_map(run: RunFolder, methods: dict[str, Any], method: str, *, key: str) -> Any:
    """Test codes as points coloured by label, with thumbnails on hover."""
    data = {"run": _run(run, False), "methods": methods, "method": method}
    return load("point_map")(key=key, data=data, on_selected_change=lambda: None)


def interpolation(run: RunFolder, *, key: str) -> Any:
    """Between two test images: linear, spherical, and a blend of pixels."""
    return load("interpolation")(
        key=key, data={"run": _run(run, False)}, on_pair_change=lambda: None
    )


def sampling(run: RunFolder, *, key: str) -> None:
    """Samples from the prior with a temperature."""
    load("sampling")(key=key, data={"run": _run(run, False), "prior": prior(run)})


def traversals(run: RunFolder, *, key: str) -> None:
    """Each dimension walked by itself, sorted by KL."""
    summary = run.summary() or {}
    data = {
        "run": _run(run, False),
        "kl": summary.get("test", {}).get("kl_per_dimension"),
    }
    load("traversals")(key=key, data=data)


def atom_wall(run: RunFolder, *, key: str) -> int | None:
    """The dictionary as pictures, of text as words; returns the feature that was clicked."""
    if words.is_text(run):
        return word_lists(run, "atoms", live=run.status().active, key=key)
    data = {"run": _run(run, run.status().active), "sort": "density"}
    result = load("atom_wall")(key=key, data=data, on_feature_change=lambda: None)
    return None if result.feature is None else int(result.feature)


def feature_view(run: RunFolder, feature: int, *, key: str) -> None:
    """When a feature fires, and what a reconstruction is without it; of text its documents."""
    if words.is_text(run):
        words.feature_documents(run, feature)
        return
    names = list(run.spec.dataset.entry.feature_names)
    data = {"run": _run(run, False), "feature": feature, "columns": names}
    load("feature_view")(key=key, data=data)


def run_grid(runs: Sequence[RunFolder], colors: dict[str, tuple[str, str]], *, key: str) -> None:
    """The same test images, or documents, through each run."""
    rows = []
    names = unique_names(runs)
    if words.is_text(runs[0]):
        words.grid(runs, names)
        return
    for run in runs:
        test = (run.summary() or {}).get("test", {})
        fvu = test.get("fvu")
        color, dash = colors[run.id]
        note = f"FVU {fvu:.3f}" if fvu is not None else ""
        rows.append(
            {"id": run.id, "name": names[run.id], "color": color, "dash": dash, "note": note}
        )
    load("run_grid")(key=key, data={"runs": rows, "columns": 14})


def data_sheet(entry: Entry, sheet: dict[str, Any], *, key: str) -> None:
    """Examples of a data set as ink on the page; `sheet` is what its facts say of it."""
    data = {
        "url": f"/api/data/{entry.name}/{sheet['file']}",
        "sheet": sheet,
        "alt": f"{sheet['count']} examples of {entry.title}",
    }
    load("data_sheet")(key=key, data=data)


def cover(run: RunFolder) -> None:
    """A run's face on a card: atoms of a dictionary, or samples, or reconstructions."""
    steps = run.snapshot_steps()
    if not steps:
        return
    if words.is_text(run):
        words.cover(run)
        return
    meta = run.snapshot(steps[-1])
    sheets = meta["sheets"]
    which = next(n for n in ("atoms", "samples", "reconstructions") if n in sheets)
    sheet = sheets[which]
    data = {
        "url": f"/api/runs/{run.id}/snapshots/{steps[-1]}/{sheet['file']}"
        f"?h={meta['files'][sheet['file']]}",
        "sheet": sheet,
        "alt": f"{which} of {run.name}",
        "count": 16,
        "columns": 8,
    }
    load("data_sheet")(key=f"cover:{run.id}", data=data)
