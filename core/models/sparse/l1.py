"""L1: codes cost their size times the length of their atoms, or their size alone."""

from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.sparse.base import VARIANTS, Pass, SparseAutoencoder
from core.spec import RunSpec
from core.spec.sparse import L1Spec


@VARIANTS.register("l1")
class L1(SparseAutoencoder):
    """z = ReLU(π), plus λ Σ z_i ‖d_i‖: with the norms, long atoms do not make codes cheap.

    With `charge` "code" the penalty is λ Σ z_i, which free atoms game by growing (SCIENCE.md,
    section 3): kept so that it can be seen.
    """

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, L1Spec)
        self.weight = spec.model.weight
        self.by_length = spec.model.charge == "contribution"

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        costs = batch.z @ self.lengths() if self.by_length else batch.z.sum(dim=1)
        return {"sparsity": self.dial("weight", step) * costs.mean()}
