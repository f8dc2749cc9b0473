"""Latent space: what lies where, what lies between, and what the prior thinks."""

import streamlit as st

from core.runs import RunFolder
from pages.widgets import controls, parts, picker, projection, words
from pages.widgets.advice import advice
from pages.widgets.sparsity import sparsity
from pages.widgets.strip import stats_of, strip

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
        "nothing to sample from. Between its codes lie holes. Drag the pad and see."
    ),
}

VIEWS = {
    "normal": ("Map", "Interpolate", "Sample", "KL", "Traverse"),
    "spike_and_slab": ("Map", "Interpolate", "Sample", "KL", "Traverse"),
    "codebook": ("Map", "Interpolate", "Sample", "Traverse"),
    None: ("Map", "Interpolate", "Traverse"),
}


def page() -> None:
    st.title("Latent space")
    run = picker.pick_run(("variational", "plain"), key="latent.run")
    if run is None:
        picker.nothing_yet("variational or plain run")
        return
    prior = run.spec.model.prior
    if prior in SAID:
        st.info(SAID[prior], icon=":material/info:")
    summary = run.summary()
    if summary:
        strip(stats_of(summary, run.spec.as_dict(), NUMBERS[prior]))
        advice(run)
    else:
        st.info("The pad opens when the run has finished or is stopped. Watch it learn on Train.")
        controls.controls(run)
        return
    parts.reading(run)
    if not words.is_text(run):
        parts.latent_pad(run, key=f"pad:{run.id}")
    parts.scrubber(run, live=run.status().active, key=f"latent.scrubber:{run.id}")
    _view(run, prior)
    sparsity(run)
    with st.expander("This run", icon=":material/info:"):
        controls.controls(run)


@st.fragment
def _view(run: RunFolder, prior: str | None) -> None:
    """The chosen view; a click in it runs this alone, and not the page around it."""
    # Between two documents there is nothing to draw: their words stand by themselves.
    views = [name for name in VIEWS[prior] if name != "Interpolate" or not words.is_text(run)]
    opened = st.segmented_control(
        "View",
        views,
        default="Map",
        key=f"latent.view:{len(views)}",
        required=True,
        label_visibility="collapsed",
    )
    _VIEWS[opened or "Map"](run)


def _map(run: RunFolder) -> None:
    projection.latent_map(run)


def _interpolate(run: RunFolder) -> None:
    parts.interpolation(run, key=f"interpolation:{run.id}")


def _sample(run: RunFolder) -> None:
    if words.is_text(run):
        parts.word_lists(run, "samples", live=run.status().active, key=f"samples:{run.id}")
        return
    parts.sampling(run, key=f"sampling:{run.id}")


def _kl(run: RunFolder) -> None:
    st.markdown(
        "Each latent dimension pays for what it tells: its KL is that price in nats. A dimension "
        "under 0.01 nats tells nothing, and the decoder has learned to ignore it."
    )
    parts.histogram(run, "kl", live=run.status().active, key=f"kl:{run.id}")


def _traverse(run: RunFolder) -> None:
    if words.is_text(run):
        parts.word_lists(run, "directions", live=run.status().active, key=f"directions:{run.id}")
        return
    parts.traversals(run, key=f"traversals:{run.id}")


_VIEWS = {
    "Map": _map,
    "Interpolate": _interpolate,
    "Sample": _sample,
    "KL": _kl,
    "Traverse": _traverse,
}

page()
