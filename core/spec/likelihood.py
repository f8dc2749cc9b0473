"""How a decoder's output is held against the data; shared by plain and variational models."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, Literal

from core.catalogue import Entry
from core.spec.knob import knob

Needs = Literal["unit", "counts", "real"]
"""What a choice asks of the data: features in [0, 1], whole numbers from 0 up, or any number."""


@dataclass(frozen=True)
class LikelihoodChoice:
    """One likelihood as a person meets it; `core/models/likelihoods/` computes it."""

    title: str
    needs: Needs
    help: str


LIKELIHOODS = {
    "bernoulli": LikelihoodChoice(
        "Bernoulli (binarised)",
        "unit",
        "Bernoulli: each pixel is drawn black or white with its grey as probability, anew at every "
        "access.",
    ),
    "continuous_bernoulli": LikelihoodChoice(
        "continuous Bernoulli",
        "unit",
        "Continuous Bernoulli: a true density on grey values in [0, 1].",
    ),
    "gaussian": LikelihoodChoice(
        "Gaussian", "real", "Gaussian: squared error over 2σ², plus log σ."
    ),
    "multinomial": LikelihoodChoice(
        "multinomial (counts)",
        "counts",
        "Multinomial: which words a document of known length is made of; the multinomial "
        "coefficient is part of its nats.",
    ),
    "gaussian_learned": LikelihoodChoice(
        "Gaussian, learned σ",
        "unit",
        "Gaussian with learned σ: a second head of the decoder gives every pixel of every picture "
        "a σ of its own, never under half a grey level of 256; grey values are spread over their "
        "level, (255x + u)/256, anew at every access, since on pixels that never change the "
        "density would have no bound.",
    ),
    "cross_entropy": LikelihoodChoice(
        "cross-entropy (not a likelihood)",
        "unit",
        "Cross-entropy on grey pixels is the tutorials' loss and not a likelihood: it cannot reach "
        "0, and its values compare with no other.",
    ),
}
"""Every likelihood by name; adding one is an entry here and a class that computes it."""


def likelihood_knob(default: str) -> Any:
    return knob(
        default,
        label="likelihood",
        unit="nats",
        help=" ".join(
            (
                "What the decoder's output means, and so what reconstruction costs.",
                *(choice.help for choice in LIKELIHOODS.values()),
            )
        ),
        choices={name: choice.title for name, choice in LIKELIHOODS.items()},
        main=True,
    )


_MEETS: dict[Needs, tuple[Callable[[Entry], bool], str]] = {
    "unit": (lambda entry: entry.range[0] >= 0 and entry.range[1] <= 1, "data in [0, 1]"),
    "counts": (lambda entry: entry.kind == "text", "counts (whole numbers from 0)"),
    "real": (lambda entry: True, "numbers"),
}


def mismatch(choice: str, needs: Needs, entry: Entry) -> str | None:
    """The sentence that says why data does not suit a choice; None when it does."""
    met, wanted = _MEETS[needs]
    if met(entry):
        return None
    low, high = entry.range
    if needs == "counts":
        where = f"is a set of {entry.kind}s"
    else:
        where = f"lies in [{low:g}, {high:g}]" if high < inf else "is not bounded"
    return f"{choice} needs {wanted}, but {entry.name} {where}."
