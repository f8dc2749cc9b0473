"""TopK: exactly so many features may fire."""

import torch
from torch import Tensor

from core.models.base import DataInfo, Export
from core.models.sparse.base import VARIANTS, SparseAutoencoder
from core.spec import RunSpec
from core.spec.sparse import TopKSpec


def top_k(pi: Tensor, k: int) -> Tensor:
    """ReLU of the k largest entries of each row, 0 elsewhere; gradients through the kept alone."""
    largest, where = pi.topk(k, dim=-1, sorted=False)
    return torch.zeros_like(pi).scatter(-1, where, largest.relu())


@VARIANTS.register("topk")
class TopK(SparseAutoencoder):
    """z = ReLU of the k largest pre-activations (Makhzani and Frey, 2013; Gao et al., 2024)."""

    rule = "topk"

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, TopKSpec)
        self.k = spec.model.k

    def codes(self, pi: Tensor) -> Tensor:
        return top_k(pi, self.k)

    def rule_export(self) -> Export:
        return Export({"k": self.k}, {})
