"""What the KL divergence did: to each latent dimension, to all codes together, and to the rest."""

import streamlit as st

from core.hints.collapse import INACTIVE_NATS, collapse
from core.hints.rule import Trained
from core.runs import RunFolder
from pages.widgets import parts
from pages.widgets.component import load
from pages.widgets.controls import use_settings
from pages.widgets.latent import rate_distortion
from pages.widgets.press import pressed

_INTRO = {
    "normal": (
        "Each latent dimension pays for what it tells: its KL is that price, in nats. One under "
        f"{INACTIVE_NATS} nats tells nothing, and the decoder has learned to ignore it."
    ),
    "spike_and_slab": (
        "Each dimension pays twice here: for being on more often than the prior has it, and for "
        "the strength it has then. Its KL holds both, in nats."
    ),
}


def view(run: RunFolder) -> None:
    """What the KL did to the codes, and where that leaves the run among others."""
    dimensions(run)
    rate_distortion.view(run)


def dimensions(run: RunFolder) -> None:
    """What each dimension costs over time, which are in use, the prior beside all codes."""
    prior = run.spec.model.prior
    if prior == "codebook":
        st.markdown(_codebook(run))
    else:
        st.markdown(_INTRO[str(prior)])
        _collapse(run)
        test = (run.summary() or {}).get("test", {})
        data = {
            "run": parts.facts(run, run.status().active),
            "variances": test.get("variance_histogram"),
        }
        load("kl")(key=f"kl:{run.id}", data=data)


def _codebook(run: RunFolder) -> str:
    """A KL that no training moves, and what moves instead."""
    model = run.spec.as_dict()["model"]
    test = (run.summary() or {}).get("test", {})
    said = (
        f"A VQ-VAE has no KL to pay with: each code is {model['groups']} choices of one of "
        f"{model['codebook']} entries, as likely as any other under the prior, so the KL is "
        "the logarithm of their number, whatever the input. No dimension can collapse; an entry "
        "can, by never being chosen."
    )
    if test:
        said += (
            f" This run’s KL is {test['kl']:.2f} nats. On the test set it chooses "
            f"{100 * test['codebook_used']:.0f} % of its entries, as evenly spread as "
            f"{test['codebook_perplexity']:.1f} entries used all alike."
        )
    return said


def _collapse(run: RunFolder) -> None:
    """Whether dimensions carry nothing and why, with a button that puts the cure into the form."""
    summary = run.summary()
    if not summary:
        return
    hint = collapse(Trained(run.spec.as_dict(), summary, (), unstable=False))
    if hint is None:
        st.markdown(f"No dimension has collapsed: each has a KL of {INACTIVE_NATS} nats or more.")
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/lightbulb: {hint.text}")
        key = f"kl.cure:{run.id}"
        if hint.cure and pressed(
            hint.action, key=key, on_click=use_settings, args=(run, hint.cure)
        ):
            st.switch_page("train.py")
