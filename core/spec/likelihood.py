"""How a decoder's output is held against the data; shared by plain and variational models."""

from typing import Any, Literal

from core.spec.knob import knob

Likelihood = Literal["bernoulli", "continuous_bernoulli", "gaussian", "cross_entropy"]

UNIT_RANGE = ("bernoulli", "continuous_bernoulli", "cross_entropy")
"""Likelihoods defined for data in [0, 1] only."""


def likelihood_knob(default: str) -> Any:
    return knob(
        default,
        label="likelihood",
        unit="nats",
        help=(
            "What the decoder's output means, and so what reconstruction costs. Bernoulli: each "
            "pixel is drawn black or white with its grey as probability, anew at every access. "
            "Continuous Bernoulli: a true density on grey values in [0, 1]. Gaussian: squared "
            "error over 2σ², plus log σ. Cross-entropy on grey pixels is the tutorials' loss and "
            "not a likelihood: it cannot reach 0, and its values compare with no other."
        ),
        choices={
            "bernoulli": "Bernoulli (binarised)",
            "continuous_bernoulli": "continuous Bernoulli",
            "gaussian": "Gaussian",
            "cross_entropy": "cross-entropy (not a likelihood)",
        },
        main=True,
    )
