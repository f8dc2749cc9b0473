"""Free bits: the first nats of every dimension cost nothing."""

from torch import Tensor

from core.models.base import DataInfo, Step, scalar
from core.models.variational.base import OBJECTIVES, Sampled
from core.models.variational.priced import Priced
from core.spec import RunSpec
from core.spec.variational.free_bits import FreeBitsSpec


@OBJECTIVES.register("free_bits")
class FreeBitsVAE(Priced):
    """Objective D + β(t)·Σ_j max(λ, KL_j), KL_j the batch mean (Kingma et al., 2016, eq. 15)."""

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, FreeBitsSpec)
        self.nats = spec.model.nats

    def regulariser(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        beta = self.dial("beta", step)
        charged = sampled.kl.mean(dim=0).clamp(min=self.nats).sum()
        monitors = {"charged_kl": charged.detach(), "beta": scalar(beta, charged)}
        return beta * charged, monitors
