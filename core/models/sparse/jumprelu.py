"""JumpReLU: every feature learns its own threshold, and firing is what costs."""

import torch
from torch import Tensor, nn

from core.models.base import DataInfo, Export, Step
from core.models.sparse.base import VARIANTS, Pass, SparseAutoencoder, single
from core.spec import RunSpec
from core.spec.sparse.jumprelu import JumpReLUSpec


def jump(pi: Tensor, theta: Tensor, bandwidth: float) -> tuple[Tensor, Tensor]:
    """Codes π H(π − θ) and what fires, H(π − θ), both [B, M], of π [B, M] and θ [M].

    Straight-through (Rajamanoharan et al., 2024): ∂z/∂θ = −(θ/ε) K((π − θ)/ε) and
    ∂H/∂θ = −(1/ε) K((π − θ)/ε), with the rectangle K(u) = 1[|u| < ½]; nothing goes through H to π.
    """
    on = (pi > theta).to(pi.dtype)
    near = ((pi - theta).detach().abs() < bandwidth / 2).to(pi.dtype) / bandwidth
    pull = near * (theta - theta.detach())  # 0, with the gradient (1/ε) K
    return pi * on - theta.detach() * pull, on - pull


@VARIANTS.register("jumprelu")
class JumpReLU(SparseAutoencoder):
    """z = π H(π − θ), plus λ L0, or D (L0/L0* − 1)² when a number L0* of features is asked for.

    D is what predicting the mean example costs in scaled units, so missing L0* by as
    much costs that.

    θ itself is learned, not its logarithm, and held at 0 or above after each step: so it trains
    better with Adam.
    """

    rule = "threshold"

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, JumpReLUSpec)
        self.target_l0 = spec.model.target_l0
        self.weight = spec.model.weight if self.target_l0 is None else float(info.dimension)
        self.bandwidth, self.threshold = spec.model.bandwidth, spec.model.threshold
        self.theta = nn.Parameter(torch.full((self.latent_size,), self.threshold))

    def codes(self, pi: Tensor) -> Tensor:
        return jump(pi, self.theta, self.bandwidth)[0]

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        _, on = jump(batch.pi, self.theta, self.bandwidth)
        l0 = on.sum(dim=1).mean()
        cost = l0 if self.target_l0 is None else (l0 / self.target_l0 - 1).square()
        return {"sparsity": self.dial("weight", step) * cost}

    def starts(self) -> dict[str, float]:
        return {**super().starts(), "theta": self.threshold}

    @torch.no_grad()
    def after_optimiser_step(self) -> None:
        super().after_optimiser_step()
        self.theta.clamp_(min=0)

    def rule_export(self) -> Export:
        return Export({}, {"threshold": single(self.theta)})
