"""Approximate posteriors q(z|x), each together with the prior p(z) that it is held to."""

import math
from abc import ABC, abstractmethod
from functools import cached_property
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor

LOG_VARIANCE_BOUND = 12.0


def bounded(log_variance: Tensor) -> Tensor:
    """Softly within ±12: the identity to within 0.02 up to ±8, and never beyond the bound.

    An unbounded log-variance overflows in exp: the commonest NaN of variational autoencoders.
    """
    b = LOG_VARIANCE_BOUND
    return F.softplus(b - F.softplus(b - log_variance) + b) - b


def bounded_and_slope(log_variance: Tensor) -> tuple[Tensor, Tensor]:
    """`bounded`, and its derivative."""
    b = LOG_VARIANCE_BOUND
    below = b - log_variance
    above = (b - F.softplus(below)).add_(b)
    return F.softplus(above).sub_(b), below.sigmoid_().mul_(above.sigmoid_())


class Posterior(ABC):
    """q(z|x) of a batch of B examples.

    Densities are taken feature by feature of z; [..., L] stands for whatever adds up to the whole.
    """

    mean: Tensor
    """E_q[z], [B, L]."""
    per_latent: ClassVar[bool] = True
    """Whether each latent has a deviation and a KL of its own, so that they are worth showing."""

    @property
    def code(self) -> Tensor:
        """The code, wherever one is shown instead of a sample, [B, L]: the mean, as a rule."""
        return self.mean

    @property
    @abstractmethod
    def deviation(self) -> Tensor:
        """Standard deviation of each latent, [B, L]."""

    @abstractmethod
    def sample(self, count: int, noise: torch.Generator) -> Tensor:
        """`count` samples an example, [count, B, L], through which gradients reach q.

        The noise is drawn on the generator's device, so that a generator on the CPU gives every
        machine the same samples.
        """

    @abstractmethod
    def kl(self) -> Tensor:
        """KL(q(z|x) ‖ p(z)) of each example and latent, [B, L], in nats."""

    @abstractmethod
    def log_density(self, z: Tensor) -> Tensor:
        """log q(z_j|x): z [..., B, L] → [..., B, L]."""

    @abstractmethod
    def log_prior(self, z: Tensor) -> Tensor:
        """log p(z_j): z [..., L] → [..., L]."""


class DiagonalGaussian(Posterior):
    """N(μ, diag σ²) against N(0, I); μ and log σ² are [B, L]."""

    def __init__(self, mean: Tensor, log_variance: Tensor) -> None:
        self.mean = mean
        self.log_variance = log_variance

    @property
    def deviation(self) -> Tensor:
        return (0.5 * self.log_variance).exp()

    @cached_property
    def variance(self) -> Tensor:
        """σ², [B, L]."""
        return self.log_variance.exp()

    def sample(self, count: int, noise: torch.Generator) -> Tensor:
        shape = (count, *self.mean.shape)
        epsilon = torch.randn(shape, generator=noise, device=noise.device, dtype=self.mean.dtype)
        return self.at(epsilon.to(self.mean.device))

    def at(self, epsilon: Tensor) -> Tensor:
        """The samples that `sample` makes of its noise, [S, B, L]."""
        return torch.addcmul(self.mean, self.deviation, epsilon)

    def kl(self) -> Tensor:
        """½ (μ² + σ² − 1 − log σ²), Kingma and Welling (2014), appendix B."""
        return 0.5 * (self.mean.square() + self.variance - 1 - self.log_variance)

    def log_density(self, z: Tensor) -> Tensor:
        standardised = (z - self.mean) * (-0.5 * self.log_variance).exp()
        return -0.5 * (standardised.square() + self.log_variance + math.log(2 * math.pi))

    def log_prior(self, z: Tensor) -> Tensor:
        return -0.5 * (z.square() + math.log(2 * math.pi))
