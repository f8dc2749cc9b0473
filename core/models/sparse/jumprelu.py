"""JumpReLU: every feature learns its own threshold, and firing is what costs."""

from typing import Any

import torch
from torch import Tensor, nn

from core.models.base import DataInfo, Export, Step
from core.models.sparse.base import VARIANTS, Pass, SparseAutoencoder, single
from core.spec import RunSpec
from core.spec.sparse.jumprelu import JumpReLUSpec


def _near(pi: Tensor, theta: Tensor, bandwidth: float) -> Tensor:
    """(1/ε) K((π − θ)/ε) with the rectangle K(u) = 1[|u| < ½]."""
    return ((pi - theta).abs() < bandwidth / 2).to(pi.dtype) / bandwidth


class JumpReLUFunction(torch.autograd.Function):
    """z = π H(π − θ) with ∂z/∂θ = −(θ/ε) K((π − θ)/ε), straight-through (Rajamanoharan et al.,
    2024)."""

    @staticmethod
    def forward(ctx: Any, pi: Tensor, theta: Tensor, bandwidth: float) -> Tensor:
        ctx.save_for_backward(pi, theta)
        ctx.bandwidth = bandwidth
        return pi * (pi > theta)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None]:
        pi, theta = ctx.saved_tensors
        (gradient,) = gradients
        to_theta = -theta * _near(pi, theta, ctx.bandwidth) * gradient
        return gradient * (pi > theta), to_theta.sum(dim=0), None


class Step01(torch.autograd.Function):
    """H(π − θ) with ∂H/∂θ = −(1/ε) K((π − θ)/ε), straight-through; nothing goes through H to π."""

    @staticmethod
    def forward(ctx: Any, pi: Tensor, theta: Tensor, bandwidth: float) -> Tensor:
        ctx.save_for_backward(pi, theta)
        ctx.bandwidth = bandwidth
        return (pi > theta).to(pi.dtype)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[None, Tensor, None]:
        pi, theta = ctx.saved_tensors
        (gradient,) = gradients
        return None, (-_near(pi, theta, ctx.bandwidth) * gradient).sum(dim=0), None


@VARIANTS.register("jumprelu")
class JumpReLU(SparseAutoencoder):
    """z = π H(π − θ), plus λ L0, or λ (L0/L0* − 1)² when a number L0* of features is asked for.

    θ itself is learned, not its logarithm, and held at 0 or above after each step: so it trains
    better with Adam.
    """

    rule = "threshold"

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, JumpReLUSpec)
        self.weight, self.target_l0 = spec.model.weight, spec.model.target_l0
        self.bandwidth, self.theta0 = spec.model.bandwidth, spec.model.theta0
        self.theta = nn.Parameter(torch.full((self.latent_size,), self.theta0))

    def codes(self, pi: Tensor) -> Tensor:
        codes: Tensor = JumpReLUFunction.apply(pi, self.theta, self.bandwidth)
        return codes

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        on: Tensor = Step01.apply(batch.pi, self.theta, self.bandwidth)
        l0 = on.sum(dim=1).mean()
        cost = l0 if self.target_l0 is None else (l0 / self.target_l0 - 1).square()
        return {"sparsity": self.weight * self.warmed_up(step) * cost}

    def starts(self) -> dict[str, float]:
        return {**super().starts(), "theta": self.theta0}

    @torch.no_grad()
    def after_optimiser_step(self) -> None:
        super().after_optimiser_step()
        self.theta.clamp_(min=0)

    def rule_export(self) -> Export:
        return Export({}, {"threshold": single(self.theta)})
