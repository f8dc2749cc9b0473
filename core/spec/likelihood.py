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
        "Bernoulli: each pixel drawn black or white, its grey the chance.",
    ),
    "continuous_bernoulli": LikelihoodChoice(
        "continuous Bernoulli",
        "unit",
        "Continuous Bernoulli: a density on [0, 1].",
    ),
    "gaussian": LikelihoodChoice(
        "Gaussian", "real", "Gaussian: squared error over 2σ², plus log σ."
    ),
    "multinomial": LikelihoodChoice(
        "multinomial (counts)",
        "counts",
        "Multinomial: the words of a document of known length.",
    ),
    "gaussian_learned": LikelihoodChoice(
        "Gaussian, learned σ",
        "unit",
        "Learned σ: one for every pixel of every picture.",
    ),
    "cross_entropy": LikelihoodChoice(
        "cross-entropy (not a likelihood)",
        "unit",
        "Cross-entropy on greys: the tutorials' loss, comparable with no likelihood.",
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


Range = tuple[float, float]

_MEETS: dict[Needs, tuple[Callable[[Entry, Range], bool], str]] = {
    "unit": (lambda entry, range: range[0] >= 0 and range[1] <= 1, "data in [0, 1]"),
    "counts": (lambda entry, range: entry.kind == "text", "counts (whole numbers from 0)"),
    "real": (lambda entry, range: True, "numbers"),
}


def mismatch(choice: str, needs: Needs, entry: Entry, range: Range) -> str | None:
    """The sentence that says why data in `range` does not suit a choice; None when it does."""
    met, wanted = _MEETS[needs]
    if met(entry, range):
        return None
    low, high = range
    if needs == "counts":
        where = f"is a set of {entry.kind}s"
    else:
        where = f"lies in [{low:g}, {high:g}]" if high < inf else "is not bounded"
    return f"{choice} needs {wanted}, but {entry.name} {where}."
