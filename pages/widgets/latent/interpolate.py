"""The interpolation laboratory: walks between test examples and pins, of two runs side by side."""

from typing import Any

import streamlit as st

from core.runs import RunFolder
from core.spec import acting, flat
from pages.widgets import form, parts
from pages.widgets.component import load
from pages.widgets.latent import beside
from pages.widgets.press import pressed

OTHER_FAMILY = {"variational": "plain", "plain": "variational"}
_SHARED = ("model.latent_dim", "model.likelihood")
_OTHERS = 50  # runs to choose from


def view(run: RunFolder) -> None:
    """Between test examples and pins: linear, spherical, and a blend of the data."""
    others = beside.companions(run)[:_OTHERS]
    suggested = suggestion(run, others)
    data = {
        "run": parts.facts(run, False),
        "others": [parts.facts(other, False) for other in others],
        "suggested": suggested.id if suggested else None,
    }
    load("interpolation")(key=f"interpolation:{run.id}", data=data)
    if not _kin(run, others):
        _offer(run)


def suggestion(run: RunFolder, others: list[RunFolder]) -> RunFolder | None:
    """The run that the page shows beside this one; else one of the other family, if there is any,
    rather one with as many dimensions."""
    shown = next((one for one in others if one.id == st.query_params.get("beside")), None)
    kin = _kin(run, others)
    size = parts.latent_dim(run)
    return (
        shown
        or next((one for one in kin if parts.latent_dim(one) == size), None)
        or next(iter(kin), None)
    )


def _kin(run: RunFolder, others: list[RunFolder]) -> list[RunFolder]:
    family = OTHER_FAMILY[run.spec.model.family]
    return [other for other in others if other.spec.model.family == family]


def other_family(run: RunFolder) -> dict[str, Any]:
    """Paths of a specification with this run's data, network and training, and the other family."""
    shared = {
        path: value
        for path, value in flat(run.spec.as_dict()).items()
        if value is not None and not (path.startswith("model.") and path not in _SHARED)
    }
    return acting(shared | {"model.family": OTHER_FAMILY[run.spec.model.family]})


def _offer(run: RunFolder) -> None:
    """The run that is missing to see holes: the same settings, the other family."""
    family = OTHER_FAMILY[run.spec.model.family]
    article = {"plain": "a plain autoencoder", "variational": "a variational autoencoder"}[family]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            ":material/compare: Between the codes of a plain autoencoder lie holes; a VAE’s prior "
            f"closes them. To see that here on the same walk, train {article} on this data."
        )
        if pressed(
            f"Set up {article}",
            key=f"other_family:{run.id}",
            on_click=form.choose,
            args=(other_family(run),),
            help="Puts this run’s settings, with the other family, into the form on Train.",
        ):
            st.switch_page("train.py")
