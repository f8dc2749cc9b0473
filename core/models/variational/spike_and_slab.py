"""Spike and slab: a posterior whose latents may be exactly 0."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from core.models.variational.posterior import DiagonalGaussian, Posterior


class SpikeAndSlab(Posterior):
    """γ_j N(μ_j, σ_j²) + (1−γ_j) δ₀ against α N(0, 1) + (1−α) δ₀ (Tonolini et al., 2019).

    `logit` is that of γ, [B, L]. Densities are taken with respect to Lebesgue's measure plus a
    point mass at 0, the same for posterior and prior: so that their ratio is a weight.
    """

    def __init__(self, mean: Tensor, log_variance: Tensor, logit: Tensor, alpha: float) -> None:
        self.slab = DiagonalGaussian(mean, log_variance)
        self.logit = logit
        self.gamma = logit.sigmoid()
        self.mean = self.gamma * mean
        self._on, self._off = F.logsigmoid(logit), F.logsigmoid(-logit)
        self._alpha = alpha

    @property
    def code(self) -> Tensor:
        """μ_j where γ_j ≥ ½, else exactly 0."""
        return torch.where(self.logit >= 0, self.slab.mean, 0.0)

    @property
    def deviation(self) -> Tensor:
        """√(γ (σ² + μ²) − γ² μ²)."""
        second = self.slab.mean.square() + self.slab.log_variance.exp()
        return (self.gamma * second - self.mean.square()).clamp(min=0).sqrt()

    def sample(self, count: int, noise: torch.Generator) -> Tensor:
        """Exact samples: a spike is 0. Gradients reach μ and σ, and not γ."""
        slab = self.slab.sample(count, noise)
        return torch.where(self._uniform(count, noise) < self.gamma, slab, 0.0)

    def relaxed(self, count: int, noise: torch.Generator, sharpness: float | Tensor) -> Tensor:
        """S(c (η − 1 + γ)) (μ + σ ε) with η uniform, S the logistic function and c the sharpness.

        The step H(η − 1 + γ), which is 1 with probability γ, made smooth for γ's sake; the larger
        c, the nearer to exact samples.
        """
        slab = self.slab.sample(count, noise)
        gate = sharpness * (self._uniform(count, noise) - 1 + self.gamma)
        return gate.sigmoid() * slab

    def kl(self) -> Tensor:
        """γ [½ (μ² + σ² − 1 − log σ²) + log (γ/α)] + (1−γ) log ((1−γ)/(1−α))."""
        on = self.slab.kl() + self._on - math.log(self._alpha)
        return self.gamma * on + (1 - self.gamma) * (self._off - math.log1p(-self._alpha))

    def log_density(self, z: Tensor) -> Tensor:
        return torch.where(z == 0, self._off, self._on + self.slab.log_density(z))

    def log_prior(self, z: Tensor) -> Tensor:
        slab = math.log(self._alpha) + self.slab.log_prior(z)
        return torch.where(z == 0, math.log1p(-self._alpha), slab)

    def _uniform(self, count: int, noise: torch.Generator) -> Tensor:
        shape, dtype = (count, *self.mean.shape), self.mean.dtype
        return torch.rand(shape, generator=noise, device=noise.device, dtype=dtype).to(self.mean)


def from_spike_and_slab(noise: Tensor, alpha: float) -> Tensor:
    """α N(0, 1) + (1−α) δ₀ from standard normal noise, elementwise, by the inverse of its Φ.

    The noise's quantile u says both: a spike below 1−α, and above it the slab's quantile.
    """
    quantile = torch.special.ndtr(noise.double())
    within = ((quantile - (1 - alpha)) / alpha).clamp(1e-12, 1 - 1e-12)
    return torch.where(quantile < 1 - alpha, 0.0, torch.special.ndtri(within)).to(noise.dtype)
