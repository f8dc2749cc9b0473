"""Continuous Bernoulli: a density on grey pictures."""

import math

import torch
from torch import Tensor

from core.models.likelihoods.base import LIKELIHOODS, Likelihood
from core.models.likelihoods.bernoulli import bernoulli_log_prob, clipped_logit

NEAR_HALF = math.log(0.51 / 0.49)
"""|logit| of a λ in [0.49, 0.51], where the closed forms cancel and series take over."""

LOGIT_BOUND = 16.0


@LIKELIHOODS.register("continuous_bernoulli")
class ContinuousBernoulli(Likelihood):
    """x in [0, 1], p(x) = C(λ) λ^x (1−λ)^(1−x), with logit a = log(λ/(1−λ)) = 16 tanh(param/16).

    Loaiza-Ganem and Cunningham (2019). Written in a, where nothing saturates:
    log C = log|2 atanh(1−2λ)| − log|1−2λ| = log(a / tanh(a/2)). Near λ = ½ the series
    log 2 + 4/3 (λ−½)² + 104/45 (λ−½)⁴ reads log 2 + a²/12 − 7a⁴/1440 in a. The mean
    λ/(2λ−1) + 1/(2 atanh(1−2λ)) = ½ + ½/tanh(a/2) − 1/a, near ½: ½ + a/12 − a³/720.

    The bound: on border pixels, which are exactly 0, the density grows without limit with |a|, and
    those nats outweigh the picture (2-D MNIST, 30 epochs: KL 53 nats, FVU .93; bounded, 20 epochs:
    8 and .68). torch.distributions clamps λ at the same place. Nats on such pixels are the bound's.
    """

    name = "continuous_bernoulli"
    output_map = "continuous_bernoulli_mean"
    output_bound = LOGIT_BOUND

    @staticmethod
    def logits(params: Tensor) -> Tensor:
        """The decoder's output, softly held within ±16."""
        return LOGIT_BOUND * torch.tanh(params / LOGIT_BOUND)

    @staticmethod
    def log_normaliser(logits: Tensor) -> Tensor:
        """log C, elementwise; its gradient is finite everywhere."""
        near = logits.abs() <= NEAR_HALF
        safe = torch.where(near, 1.0, logits)
        square = logits.square()
        series = math.log(2) + square * (1 / 12 - square * (7 / 1440))
        return torch.where(near, series, (safe / torch.tanh(safe / 2)).log())

    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        logits = self.logits(params)
        return bernoulli_log_prob(x, logits) + self.log_normaliser(logits).sum(dim=-1)

    def mean(self, params: Tensor) -> Tensor:
        logits = self.logits(params)
        near = logits.abs() <= NEAR_HALF
        safe = torch.where(near, 1.0, logits)
        series = 0.5 + logits * (1 / 12 - logits.square() / 720)
        return torch.where(near, series, 0.5 + 0.5 / torch.tanh(safe / 2) - 1 / safe)

    def draw(self, params: Tensor, noise: torch.Generator) -> Tensor:
        """By the inverse of P(X ≤ x) = (exp(a x) − 1) / (exp(a) − 1)."""
        logits = self.logits(params)
        near = logits.abs() <= NEAR_HALF
        safe = torch.where(near, 1.0, logits)
        uniform = torch.rand(params.shape, generator=noise, device=noise.device).to(params.device)
        return torch.where(near, uniform, (uniform * safe.expm1()).log1p() / safe)

    def params_of_mean(self, mean: Tensor) -> Tensor:
        return clipped_logit(mean)
