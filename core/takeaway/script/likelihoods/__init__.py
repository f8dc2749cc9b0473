"""The parts of a model that turn the decoder's outputs into a loss and a picture."""

from collections.abc import Callable

from core.errors import BadInput
from core.spec import RunSpec
from core.takeaway.script.likelihoods.base import Likelihood
from core.takeaway.script.likelihoods.bernoulli import bernoulli, cross_entropy
from core.takeaway.script.likelihoods.continuous_bernoulli import continuous_bernoulli
from core.takeaway.script.likelihoods.gaussian import gaussian, gaussian_learned
from core.takeaway.script.likelihoods.multinomial import multinomial

__all__ = ["LIKELIHOODS", "Likelihood", "likelihood"]

LIKELIHOODS: dict[str, Callable[[RunSpec], Likelihood]] = {
    "bernoulli": lambda spec: bernoulli(),
    "cross_entropy": lambda spec: cross_entropy(),
    "continuous_bernoulli": lambda spec: continuous_bernoulli(),
    "gaussian": gaussian,
    "gaussian_learned": lambda spec: gaussian_learned(),
    "multinomial": lambda spec: multinomial(),
}
"""The likelihoods that there is text for, by their names in the specification."""


def likelihood(spec: RunSpec) -> Likelihood:
    """The text for the run's likelihood; BadInput where there is none."""
    name = str(getattr(spec.model, "likelihood", ""))
    if name not in LIKELIHOODS:
        known = ", ".join(LIKELIHOODS)
        raise BadInput(f"There is no code for the likelihood {name} yet; there is for {known}.")
    return LIKELIHOODS[name](spec)
