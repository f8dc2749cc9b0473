"""k-sparse: TopK with a k that falls in training and rises again for tests."""

from torch import Tensor

from core.models.base import DataInfo, Export, Step
from core.models.sparse.base import VARIANTS, SparseAutoencoder
from core.models.sparse.topk import top_k
from core.spec import RunSpec
from core.spec.sparse.k_sparse import KSparseSpec

FALL = 0.5
"""Share of training over which k falls."""


@VARIANTS.register("k_sparse")
class KSparse(SparseAutoencoder):
    """z = ReLU of the k largest pre-activations; αk of them in use (Makhzani and Frey, 2013).

    Keeping the largest of π and then ReLU is keeping the largest of ReLU(π), as their code does.
    """

    rule = "topk"
    uncapturable = "k falls in the course of training, and the sizes of tensors with it"

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, KSparseSpec)
        self.k, self.k_start = spec.model.k, spec.model.k_start
        self.k_in_use = min(round(spec.model.alpha * self.k), self.latent_size)

    def k_at(self, step: Step) -> int:
        """k falls linearly from `k_start` (at most all features) over the first half."""
        start = max(self.k, min(self.k_start, self.latent_size))
        return round(start + (self.k - start) * min(1.0, step.fraction / FALL))

    def codes(self, pi: Tensor) -> Tensor:
        return top_k(pi, self.k_in_use)

    def training_codes(self, pi: Tensor, step: Step) -> Tensor:
        return top_k(pi, self.k_at(step))

    def rule_export(self) -> Export:
        return Export({"k": self.k_in_use}, {})
