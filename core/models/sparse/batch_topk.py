"""BatchTopK: so many features may fire on average over a batch."""

import torch
from torch import Tensor

from core.models.base import DataInfo, Export, Step
from core.models.sparse.base import VARIANTS, SparseAutoencoder, single
from core.models.sparse.topk import top_k
from core.spec import RunSpec
from core.spec.sparse.base import KeptSpec

MEMORY = 0.99
"""Share of the threshold's running mean that a batch keeps."""


def batch_top_k(pi: Tensor, k: float) -> Tensor:
    """ReLU of the int(k·B) largest entries of the whole batch π [B, M], 0 elsewhere."""
    kept = min(int(k * len(pi)), pi.numel())
    return top_k(pi.reshape(-1), kept).reshape(pi.shape)


def smallest_on(z: Tensor) -> Tensor:
    """The smallest positive entry, ∞ where there is none."""
    return z.masked_fill(z <= 0, torch.inf).amin()


@VARIANTS.register("batch_topk")
class BatchTopK(SparseAutoencoder):
    """In training the k·B largest of a batch; in use those above a threshold, whatever the batch.

    The threshold is the running mean of the smallest activation kept in training (Bussmann et al.,
    2024); a plain mean over the first hundred steps, and unmoved by a batch without activations.
    """

    rule = "threshold"
    threshold: Tensor

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, KeptSpec)
        self.k = spec.model.k
        self.register_buffer("threshold", torch.zeros(()))

    def codes(self, pi: Tensor) -> Tensor:
        return pi.masked_fill(pi <= self.threshold, 0)

    def dials(self, step: Step) -> dict[str, float]:
        """With the share of the threshold's running mean that a batch takes."""
        return {**super().dials(step), "share": max(1 - MEMORY, 1 / step.number)}

    def training_codes(self, pi: Tensor, step: Step) -> Tensor:
        z = batch_top_k(pi, self.k)
        smallest = smallest_on(z.detach())
        found = torch.where(smallest.isfinite(), smallest, self.threshold)
        self.threshold.lerp_(found, self.dial("share", step))
        return z

    def rule_export(self) -> Export:
        return Export({}, {"threshold": single(self.threshold.expand(self.latent_size))})
