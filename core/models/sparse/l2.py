"""L2: codes cost their square, which shrinks them; exact zeros are ReLU's alone."""

from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.sparse.base import VARIANTS, Pass, SparseAutoencoder
from core.spec import RunSpec
from core.spec.sparse.l2 import L2Spec


@VARIANTS.register("l2")
class L2(SparseAutoencoder):
    """z = ReLU(π), plus λ Σ z_i²; codes near zero count as off."""

    l0_threshold = 0.1

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, L2Spec)
        self.weight = spec.model.weight

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        weight = self.dial("weight", step)
        return {"sparsity": weight * batch.z.square().sum(dim=1).mean()}
