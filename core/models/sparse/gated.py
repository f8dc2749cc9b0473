"""Gated: whether a feature fires and how strongly are decided apart."""

import torch
from torch import Tensor, nn

from core.models.base import DataInfo, Export, Step
from core.models.products import affine
from core.models.sparse.base import VARIANTS, Pass, SparseAutoencoder, single
from core.spec import RunSpec
from core.spec.sparse.gated import GatedSpec


@VARIANTS.register("gated")
class Gated(SparseAutoencoder):
    """z = 1[π_g > 0] · ReLU((x − b_dec)(W_enc · e^r) + b_m) (Rajamanoharan et al., 2024).

    π_g is the π of every variant, with b_enc as the gate's bias, so the magnitude is
    (π_g − b_enc) e^r + b_m. The loss gains λ ‖ReLU(π_g)‖₁ and the error of decoding ReLU(π_g) with
    the decoder held fixed, which is how gates learn.
    """

    rule = "gated"

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, GatedSpec)
        self.weight = spec.model.weight
        self.r = nn.Parameter(torch.zeros(self.latent_size))
        self.b_magnitude = nn.Parameter(torch.zeros(self.latent_size))

    def codes(self, pi: Tensor) -> Tensor:
        magnitude = (pi - self.b_enc) * self.r.exp() + self.b_magnitude
        return magnitude.relu() * (pi > 0)

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        gates = batch.pi.relu()
        y = affine(gates, self.W_dec.detach().T, self.b_dec.detach())
        return {
            "sparsity": self.dial("weight", step) * gates.sum(dim=1).mean(),
            "gate_reconstruction": self.errors(y, batch) / len(batch.x),
        }

    def starts(self) -> dict[str, float]:
        return {**super().starts(), "r": 0.0, "b_magnitude": 0.0}

    def rule_export(self) -> Export:
        scale = self.r.exp()
        offset = self.b_magnitude - self.b_enc * scale
        return Export({}, {"gate_scale": single(scale), "gate_offset": single(offset)})
