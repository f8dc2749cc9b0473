"""The live parts of pages: each a browser component fed by routes, wrapped as a typed function.

Python sends a description and gets back what a person picked; pictures and numbers travel by URL.
"""

import re
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.catalogue import Entry
from core.figures.tiles import how_to_read
from core.quantities import quantity
from core.runs import RunFolder
from pages.widgets import words
from pages.widgets.component import load
from pages.widgets.linked import wrong
from pages.widgets.picker import unique_names

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


def facts(run: RunFolder, live: bool) -> dict[str, Any]:
    """What every component needs to know of its run; `live`: it may still learn."""
    spec = run.spec
    return {
        "id": run.id,
        "name": run.name,
        "family": spec.model.family,
        "prior": prior(run),
        "kind": spec.dataset.entry.kind,
        "data_set": spec.dataset.name,
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


def _logged(run: RunFolder) -> list[str]:
    """Terms of the newest row that are not among the usual ones."""
    row = (run.metrics() or [{}])[-1]
    found = [*row.get("train", {}), *row.get("validation", {})]
    return [key for key in dict.fromkeys(found) if key not in _TERMS]


def prior(run: RunFolder) -> dict[str, Any] | None:
    """The distribution of codes that new examples are drawn from: its kind and its numbers."""
    model = run.spec.model
    if model.prior is None:
        return None
    values = run.spec.as_dict()["model"]
    return {"kind": model.prior} | {k: values[k] for k in ("spike", "groups") if k in values}


def latent_dim(run: RunFolder) -> int:
    """Dimensions of a plain or variational run's code."""
    return int(run.spec.as_dict()["model"]["latent_dim"])


def described(run: RunFolder, keys: Sequence[str]) -> list[dict[str, str]]:
    """Name, unit and definition of each of these numbers, as they read for the run."""
    spec = run.spec.as_dict()
    found = [quantity(key, spec) for key in keys]
    return [{"key": q.key, "label": q.label, "unit": q.unit, "help": q.help} for q in found]


def run_status(run: RunFolder, *, live: bool, key: str) -> None:
    """Where a run is, how long still, and its terms right now; reruns once when it ends."""
    data = {
        "run": facts(run, live),
        "terms": described(run, _STATUS_TERMS[run.spec.model.family]),
    }
    load("run_status")(
        key=key, data=data, on_ended_change=lambda: None, on_began_change=lambda: None
    )


def curve_terms(runs: Sequence[RunFolder]) -> list[dict[str, str]]:
    """Every term that has a curve in one of the runs, described as its first run has it.

    Beside the usual ones those that the runs have logged: an objective may have its own.
    """
    terms: dict[str, dict[str, str]] = {}
    for run in runs:
        for term in described(run, (*_terms(run), *_logged(run))):
            terms.setdefault(term["key"], term)
    return list(terms.values())


def curves(runs: Sequence[RunFolder], *, key: str) -> None:
    """Curves of every loss term of a run, in its family's colour."""
    names = unique_names(runs)
    drawn = {"color": None, "dash": None}
    data = {
        "runs": [facts(run, run.status().active) | drawn | {"name": names[run.id]} for run in runs],
        "terms": curve_terms(runs),
        "x": "step",
        "compare": False,
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
    load("film")(key=key, data={"run": facts(run, live)})


def word_lists(run: RunFolder, what: str, *, live: bool, key: str) -> None:
    """Text at the scrubbed moment: "film", "samples" or "directions"."""
    load("word_lists")(key=key, data={"run": facts(run, live), "what": what})


def scrubber(
    run: RunFolder, *, live: bool, key: str, linked: bool = False, shared: bool = False
) -> None:
    """The one time axis of the page; `linked`: its step stands in the link, `shared`: other runs on
    the page go along, each at the same share of its training."""
    data = {
        "run": facts(run, live),
        "steps": run.snapshot_steps(),
        "linked": linked,
        "step": None,
        "shared": shared,
    }
    asked = st.query_params.get("step", "")
    if linked and re.fullmatch(r"\d{1,9}", asked):
        data["step"] = int(asked)
    elif linked and asked:
        valid = [f"a step of the training, from 0 to {run.spec.total_steps:,}"]
        wrong("step", asked, valid, "The newest is shown.")
    load("scrubber")(key=key, data=data)


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
