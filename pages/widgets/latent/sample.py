"""What lies where nobody encoded anything: samples, and whether they are copies."""

from typing import Any

import streamlit as st

from core.runs import RunFolder
from pages.widgets import job, parts
from pages.widgets.component import load
from pages.widgets.latent.pad import sigma_of

MISSING = {
    True: "This example ships without a fitted mixture and training examples to compare with: "
    "train a copy, and prepare its laboratory.",
    False: "To put the nearest training example beside each sample, prepare the laboratory below.",
}
"""What to do where nothing was prepared, by whether the run is an example."""


def view(run: RunFolder) -> None:
    """Samples from the prior or a fitted mixture, their nearest training examples, their zeros."""
    st.caption("Codes that nobody encoded, and what the decoder makes of them.")
    prepared = (run.path / "sampling" / "meta.json").exists()
    low, high = run.spec.dataset.value_range
    data = {
        "run": parts.facts(run, False) | {"sigma": sigma_of(run)},
        "prior": parts.prior(run),
        "likelihood": run.spec.as_dict()["model"]["likelihood"],
        "grey": run.spec.dataset.entry.kind == "image" and low >= 0 and high <= 1,
        "report": _of_data(run),
        "prepared": prepared,
        "missing": MISSING[run.is_gallery],
        "nothing": "A plain autoencoder has no prior to draw codes from. Prepare the laboratory "
        "below: a density is then fitted to its codes, and that can be sampled.",
    }
    load("sampling")(key=f"sampling:{run.id}", data=data)
    if prepared:
        return
    if not run.is_gallery:
        job.view(run, WISH)


def _of_data(run: RunFolder) -> dict[str, Any] | None:
    """How sparse test data are, by the run's own report."""
    report = (run.summary() or {}).get("sparsity_report") or {}
    rows = report.get("rows", [])
    return next((r for r in rows if (r["of"], r["what"]) == ("output", "data")), None)


def _settings(run: RunFolder) -> dict[str, Any]:
    st.caption(
        "Fits mixtures of 1 to 32 Gaussians to the codes of training examples and keeps the one "
        "under which validation codes are likeliest (Ghosh et al., 2020, call it ex-post density "
        "estimation); and keeps training examples, to look for copies among. Some seconds, and up "
        "to a few megabytes in the run’s folder."
    )
    return {}


WISH = job.Wish(
    method="sampling",
    title="Fit a mixture, and look for copies",
    button="Prepare the laboratory",
    working="Fitting mixtures, one size after the other",
    settings=_settings,
    open=True,
)
