"""Gaussian with a σ of its own for every pixel of every picture, from a second decoder head."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from core.models.likelihoods.base import LIKELIHOODS, Likelihood

LOG_SIGMA_FLOOR = -math.log(512)
"""Half a grey level of 256: no pixel is known better than it was written down."""


@LIKELIHOODS.register("gaussian_learned")
class GaussianLearned(Likelihood):
    """Normal; params are D means, then D numbers s with log σ = floor + softplus(s − floor).

    The floor is −log 512. Data is dequantised first, (255 x + u) / 256 with u uniform in [0, 1): on
    a pixel that always has the same grey the density of x itself would grow without limit, and the
    nats would be the floor's alone.
    """

    name = "gaussian_learned"
    output_map = "identity"
    heads = 2
    log_sigma_floor = LOG_SIGMA_FLOOR
    dequantise = True

    def __init__(self) -> None:
        super().__init__()
        self._first_log_sigma = 0.0

    @staticmethod
    def split(params: Tensor) -> tuple[Tensor, Tensor]:
        """params [..., 2 D] → mean and log σ, each [..., D]; log σ softly above its floor."""
        mean, free = params.chunk(2, dim=-1)
        return mean, LOG_SIGMA_FLOOR + F.softplus(free - LOG_SIGMA_FLOOR)

    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        mean, log_sigma = self.split(params)
        squares = ((x - mean) * torch.exp(-log_sigma)).square()
        return -(0.5 * squares + log_sigma + 0.5 * math.log(2 * math.pi)).sum(dim=-1)

    def mean(self, params: Tensor) -> Tensor:
        return params.chunk(2, dim=-1)[0]

    def draw(self, params: Tensor, noise: torch.Generator) -> Tensor:
        mean, log_sigma = self.split(params)
        epsilon = torch.randn(mean.shape, generator=noise, device=noise.device)
        return mean + log_sigma.exp() * epsilon.to(mean.device)

    def params_of_mean(self, mean: Tensor) -> Tensor:
        return torch.cat((mean, torch.full_like(mean, self._first_log_sigma)), dim=-1)

    def initialise_from(self, x: Tensor) -> None:
        """Every σ starts at the root mean variance of a pixel, so that no error is cheap."""
        spread = (x - x.mean(dim=0)).square().mean().sqrt()
        self._first_log_sigma = float(spread.log().clamp(min=LOG_SIGMA_FLOOR))
