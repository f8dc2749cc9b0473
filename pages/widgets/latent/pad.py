"""The pad over a latent space, and one's own input through encoder and decoder."""

from typing import Any

import streamlit as st

from core.runs import RunFolder
from pages.widgets import parts, pins
from pages.widgets.component import load


def latent_pad(
    run: RunFolder, *, key: str, compact: bool = False, main: RunFolder | None = None
) -> Any:
    """A pad over the latent space whose example is decoded in the browser; pins live in the link.

    `compact`: for a look in passing, without controls, pins or link. `main`: of two pads side by
    side the run whose pins the link holds; the other has those that lie on examples.
    """
    summary = run.summary() or {}
    data = {
        "run": parts.facts(run, run.status().active) | {"sigma": sigma_of(run)},
        "training": not summary,
        "kl": summary.get("test", {}).get("kl_per_dimension"),
        "compact": compact,
        "point": None,
        "pair": {"main": main.id, "follows": main != run} if main else None,
    }
    if not compact and main in (None, run):
        data["pins"] = pins.as_data(pins.linked(run.id, parts.latent_dim(run)))
        data["dims"] = pins.spanned(st.query_params.get("dims"), parts.latent_dim(run))
    return load("latent_pad")(
        key=key, data=data, on_point_change=lambda: None, on_pins_change=lambda: None
    )


def own_input(run: RunFolder, *, key: str) -> None:
    """A drawing, typed words or a test example through this run's encoder and decoder."""
    data = {
        "run": parts.facts(run, False) | {"sigma": sigma_of(run)},
        "training": run.summary() is None,
        "likelihood": run.spec.as_dict()["model"]["likelihood"],
        "centred": run.spec.dataset.name == "mnist",
    }
    load("own_input")(key=key, data=data)


def sigma_of(run: RunFolder) -> float | None:
    """The σ of a Gaussian decoder in units of the data, as given or as last logged; else None."""
    given = run.spec.as_dict()["model"].get("sigma")
    if given is None or isinstance(given, int | float):
        return given
    logged = (row["train"]["sigma"] for row in run.metrics()[::-1] if "sigma" in row["train"])
    return next(logged, None)
