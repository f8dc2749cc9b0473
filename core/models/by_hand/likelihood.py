"""Gradients of likelihoods with respect to their parameters.

Those here are exponential families: where y is the natural parameter of x, −log p(x|y) has the
gradient E[x|y] − x.
"""

from collections.abc import Callable

from torch import Tensor

from core.models.likelihoods import Likelihood
from core.models.likelihoods.bernoulli import Bernoulli
from core.models.likelihoods.continuous_bernoulli import LOGIT_BOUND, ContinuousBernoulli
from core.models.likelihoods.cross_entropy import CrossEntropy
from core.models.likelihoods.gaussian import Gaussian


def _natural(likelihood: Likelihood, x: Tensor, params: Tensor) -> Tensor:
    return likelihood.mean(params).sub_(x)


def _bounded(likelihood: ContinuousBernoulli, x: Tensor, params: Tensor) -> Tensor:
    """The natural parameter is 16 tanh(param / 16)."""
    slope = 1 - (likelihood.logits(params) / LOGIT_BOUND).square()
    return likelihood.mean(params).sub_(x).mul_(slope)


def _scaled(likelihood: Gaussian, x: Tensor, params: Tensor) -> Tensor:
    """The natural parameter is the mean over σ²."""
    return (params - x).mul_((-2 * likelihood.log_sigma).exp())


GRADIENTS: dict[type[Likelihood], Callable[..., Tensor]] = {
    Bernoulli: _natural,
    CrossEntropy: _natural,
    ContinuousBernoulli: _bounded,
    Gaussian: _scaled,
}


def gradient_of_params(likelihood: Likelihood, x: Tensor, params: Tensor) -> Tensor:
    """Of the batch's mean −log p(x|params): x and params [B, D] → [B, D]."""
    return GRADIENTS[type(likelihood)](likelihood, x, params).mul_(1 / len(x))
