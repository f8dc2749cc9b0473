"""L1: codes cost their size times the length of their atoms."""

from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.sparse.base import VARIANTS, Pass, SparseAutoencoder
from core.spec import RunSpec
from core.spec.sparse import L1Spec


@VARIANTS.register("l1")
class L1(SparseAutoencoder):
    """z = ReLU(π), plus λ Σ z_i ‖d_i‖: with the norms, long atoms do not make codes cheap."""

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, L1Spec)
        self.weight = spec.model.weight

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        weight = self.dial("weight", step)
        return {"sparsity": weight * (batch.z @ self.lengths()).mean()}
