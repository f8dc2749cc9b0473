"""Gaussian with one σ, given or optimal."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from core.models.likelihoods.base import LIKELIHOODS, Likelihood
from core.rows import column_mean, mean_square

LOG_SIGMA_FLOOR = -6.0
SLOWEST_RATE = 0.01


@LIKELIHOODS.register("gaussian")
class Gaussian(Likelihood):
    """Normal with one σ for every feature; params are means.

    `sigma` a number: σ is that. "optimal" (Rybkin et al., 2021): σ² is the running mean of the
    squared error over training batches (over all of them for the first 100, then with a memory of
    100), and log σ is softly kept above −6.
    """

    name = "gaussian"
    output_map = "identity"
    variance: Tensor
    batches: Tensor

    def __init__(self, sigma: float | str = "optimal") -> None:
        super().__init__()
        self.optimal = sigma == "optimal"
        start = 1.0 if self.optimal else float(sigma) ** 2
        self.register_buffer("variance", torch.tensor(start))
        self.register_buffer("batches", torch.tensor(0.0))

    @property
    def log_sigma(self) -> Tensor:
        """log σ, a scalar."""
        free = self.variance.log() / 2
        if not self.optimal:
            return free
        return LOG_SIGMA_FLOOR + F.softplus(free - LOG_SIGMA_FLOOR)

    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        log_sigma = self.log_sigma
        squares = (x - params).square().sum(dim=-1)
        constant = x.shape[-1] * (log_sigma + 0.5 * math.log(2 * math.pi))
        return -0.5 * torch.exp(-2 * log_sigma) * squares - constant

    def mean(self, params: Tensor) -> Tensor:
        return params

    def draw(self, params: Tensor, noise: torch.Generator) -> Tensor:
        epsilon = torch.randn(params.shape, generator=noise, device=noise.device)
        return params + self.log_sigma.exp() * epsilon.to(params.device)

    def params_of_mean(self, mean: Tensor) -> Tensor:
        return mean.clone()

    @torch.no_grad()
    def initialise_from(self, x: Tensor) -> None:
        if self.optimal:
            self.variance.copy_(mean_square(x, column_mean(x)))

    @torch.no_grad()
    def observe(self, x: Tensor, params: Tensor) -> None:
        if self.optimal:
            self.batches += 1
            rate = self.batches.reciprocal().clamp(min=SLOWEST_RATE)
            # `lerp_` has no rule for stacked models.
            squared_error = (x - params).square().mean()
            self.variance.copy_(torch.lerp(self.variance, squared_error, rate))

    def monitors(self) -> dict[str, Tensor]:
        return {"sigma": self.log_sigma.exp()} if self.optimal else {}
