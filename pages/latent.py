"""Latent space: what lies where, what lies between, and what the prior thinks."""

import streamlit as st

from core.runs import RunFolder
from pages.widgets import classroom, controls, linked, parts, picker
from pages.widgets.advice import advice
from pages.widgets.component import load
from pages.widgets.latent import beside, interpolate, kl, map, pad, sample, traverse
from pages.widgets.reset import reset
from pages.widgets.sparsity import sparsity
from pages.widgets.strip import strip

NUMBERS = {
    "normal": ("elbo", "reconstruction", "kl", "active_units", "word_perplexity", "knn_accuracy"),
    "spike_and_slab": ("elbo", "reconstruction", "kl", "zeros", "slab_share", "knn_accuracy"),
    "codebook": (
        "elbo", "reconstruction", "kl", "codebook_perplexity", "codebook_used", "knn_accuracy",
    ),
    None: ("reconstruction", "fvu", "word_perplexity", "knn_accuracy"),
}  # fmt: skip
"""What is worth a number at the top, by the prior of the code."""

SAID = {
    "spike_and_slab": (
        "Most numbers of a code are exactly 0 here. A code shows a number where it is likelier on "
        "than off (γ at least ½); the pad is a walk through what is on."
    ),
    "codebook": (
        "Codes are made of the entries of a codebook, and only those were decoded in training. "
        "What the pad shows between them is the decoder’s guess."
    ),
    None: (
        "A plain autoencoder has no prior: nothing says which codes are likely, so there is "
        "nothing to sample from until a density is fitted to them. Between its codes lie holes: "
        "drag the pad and see."
    ),
}


def page() -> None:
    st.title("Latent space")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        run = picker.pick_run(("variational", "plain"), key="latent.run")
    if run is None:
        picker.nothing_yet("variational or plain run")
        return
    with right:
        other = beside.choose(run) if classroom.shows("beside") else None
    prior = run.spec.model.prior
    if prior in SAID:
        st.info(SAID[prior], icon=":material/info:")
    summary, active = run.summary(), run.status().active
    if summary:
        strip(classroom.numbers("latent", run, NUMBERS[prior]))
        advice(run, folded=True)
    else:
        st.info(
            "Not finished: the pad shows the newest snapshot, on validation examples. Maps, "
            "samples and paths come when the run has finished or is stopped."
        )
        parts.run_status(run, live=active, key=f"latent.status:{run.id}")
    stage = run.id if summary else f"{run.id}:training"
    if other:
        beside.pads(run, other)
    else:
        parts.reading(run)
        pad.latent_pad(run, key=f"pad:{stage}")
    parts.scrubber(
        run, live=active, key=f"latent.scrubber:{stage}", linked=True, shared=other is not None
    )
    reset(
        run,
        key=f"latent.reset:{run.id}",
        view="The point at the centre, no pins, the usual dimensions, the end of training",
    )
    _view(run, other)
    with st.expander("This run", icon=":material/info:"):
        controls.controls(run)


@st.fragment
def _view(run: RunFolder, other: RunFolder | None) -> None:
    """The chosen view; a click in it runs this alone, and not the page around it."""
    views = offered(run)
    if not views:
        return
    key, asked = f"latent.view:{len(views)}", st.query_params.get("view")
    opening = next((name for name in views if name.lower() == asked), None)
    if asked and opening is None and key not in st.session_state:
        linked.wrong("view", asked, [name.lower() for name in views], f"{views[0]} is shown.")
    with st.container(horizontal=True, gap=None):
        opened = st.segmented_control(
            "View",
            views,
            default=opening or views[0],
            format_func=lambda name: TITLES.get(name, name),
            key=key,
            required=True,
            label_visibility="collapsed",
        )
        view = opened or views[0]
        said = {"view": view.lower() if view != views[0] else None, "beside": other and other.id}
        load("address")(key="latent.address", data={"run": run.id, "values": said})
    _VIEWS[view](run)


def offered(run: RunFolder) -> list[str]:
    """Names of the views that have something to show of this run."""
    summary, prior = run.summary(), run.spec.model.prior
    lacking = set()
    if prior is None:
        lacking |= {"KL"}
    if not summary:
        lacking |= {"Map", "Interpolate", "Sample", "Traverse"}
    if not (summary or {}).get("sparsity_report"):
        lacking |= {"Sparsity"}
    return [name for name in _VIEWS if name not in lacking and classroom.shows(_NAMES[name])]


def _input(run: RunFolder) -> None:
    pad.own_input(run, key=f"own:{run.id}:{run.summary() is None}")


_VIEWS = {
    "Map": map.view,
    "Input": _input,
    "Interpolate": interpolate.view,
    "Sample": sample.view,
    "KL": kl.view,
    "Traverse": traverse.view,
    "Sparsity": sparsity,
}

_NAMES = {name: name.lower() for name in _VIEWS} | {"Sparsity": "output-sparsity"}
"""What each is called in a teacher's link."""

TITLES = {"Input": "Your own input", "KL": "What the KL did"}
"""What a view is called on the page, where that is more than its name."""

page()
