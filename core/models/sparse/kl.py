"""KL sparsity: sigmoid codes whose mean activations are held to a small target."""

import torch
from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.sparse.base import VARIANTS, Pass, SparseAutoencoder
from core.spec import RunSpec
from core.spec.sparse.kl import KLSpec

_EDGE = 1e-6


def bernoulli_kl(rho: float, mean: Tensor) -> Tensor:
    """Σ_j ρ ln(ρ/ρ̂_j) + (1−ρ) ln((1−ρ)/(1−ρ̂_j)) in nats, of mean activations ρ̂ [M] in (0, 1).

    Ng, CS294A lecture notes, "Sparse autoencoder". A saturated sigmoid is held 10⁻⁶ off 0 and 1.
    """
    mean = mean.clamp(_EDGE, 1 - _EDGE)
    return (rho * (rho / mean).log() + (1 - rho) * ((1 - rho) / (1 - mean)).log()).sum()


@VARIANTS.register("kl")
class KL(SparseAutoencoder):
    """z = sigmoid(π), plus β Σ_j KL(ρ‖ρ̂_j) and ½ w (‖W_enc‖² + ‖W_dec‖²).

    In training ρ̂ has the value of a running mean and the gradient of the batch's mean; the running
    mean is a plain one over the first 1/(1 − decay) steps. Elsewhere ρ̂ is the mean over the
    examples at hand. A sigmoid is never 0: codes near zero count as off.
    """

    rule = "sigmoid"
    l0_threshold = 0.1
    mean_activation: Tensor

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, KLSpec)
        self.weight, self.rho = spec.model.weight, spec.model.target
        self.decay, self.weight_decay = spec.model.decay, spec.model.weight_decay
        self.register_buffer("mean_activation", torch.full((self.latent_size,), self.rho))

    def codes(self, pi: Tensor) -> Tensor:
        return pi.sigmoid()

    def dials(self, step: Step) -> dict[str, float]:
        """With the share of the running mean that a batch takes."""
        return {**super().dials(step), "share": max(1 - self.decay, 1 / step.number)}

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        mean = batch.z.mean(dim=0)
        if step.training:
            share = self.dial("share", step)
            # `lerp_` has no rule for stacked models.
            self.mean_activation.copy_(torch.lerp(self.mean_activation, mean.detach(), share))
            mean = mean + (self.mean_activation - mean).detach()
        weight = self.dial("weight", step)
        costs = {"sparsity": weight * bernoulli_kl(self.rho, mean)}
        if self.weight_decay:
            squares = self.W_enc.square().sum() + self.W_dec.square().sum()
            costs["weight_decay"] = 0.5 * self.weight_decay * squares
        return costs
