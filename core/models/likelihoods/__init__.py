"""Likelihoods p(x|z): one class in one file here, registered by name."""

from core.models.likelihoods.base import LIKELIHOODS, Likelihood
from core.models.likelihoods.gaussian import Gaussian
from core.models.registry import import_modules

import_modules(__name__, __path__)


def build_likelihood(name: str, sigma: float | str = "optimal") -> Likelihood:
    """The likelihood the specification names; `sigma` belongs to "gaussian" alone."""
    if name == "gaussian":
        return Gaussian(sigma)
    return LIKELIHOODS[name]()


__all__ = ["LIKELIHOODS", "Likelihood", "build_likelihood"]
