"""Bernoulli: binary pictures."""

import torch
import torch.nn.functional as F
from torch import Tensor

from core.models.likelihoods.base import LIKELIHOODS, Likelihood

CLIP = 0.001
"""Means are kept this far from 0 and 1 before a logit is taken (Burda et al., 2016)."""


def clipped_logit(mean: Tensor) -> Tensor:
    """logit of the mean clipped to [0.001, 0.999]."""
    return mean.clamp(CLIP, 1 - CLIP).logit()


def bernoulli_log_prob(x: Tensor, logits: Tensor) -> Tensor:
    """x log λ + (1 − x) log(1 − λ), λ = sigmoid(logits), summed over features."""
    target = x.expand_as(logits)
    return -F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(dim=-1)


@LIKELIHOODS.register("bernoulli")
class Bernoulli(Likelihood):
    """Binary x; params are logits. Grey data is binarised first, `u < x`."""

    name = "bernoulli"
    output_map = "sigmoid"
    binarise = True

    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        return bernoulli_log_prob(x, params)

    def mean(self, params: Tensor) -> Tensor:
        return params.sigmoid()

    def draw(self, params: Tensor, noise: torch.Generator) -> Tensor:
        uniform = torch.rand(params.shape, generator=noise, device=noise.device)
        return (uniform.to(params.device) < params.sigmoid()).to(params.dtype)

    def params_of_mean(self, mean: Tensor) -> Tensor:
        return clipped_logit(mean)
