"""IWAE: a tighter bound on log p(x) from several samples an example."""

import math

from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.variational.base import OBJECTIVES, Sampled, VariationalAutoencoder
from core.spec import RunSpec
from core.spec.variational.iwae import IWAESpec


def importance_bound(log_weights: Tensor) -> Tensor:
    """mean_x [logsumexp_k log w − log k] of log-weights [k, B] (Burda et al., 2016): a scalar.

    At k = 1 the ELBO of that sample; its expectation rises with k towards log p(x).
    """
    return log_weights.logsumexp(dim=0).mean() - math.log(len(log_weights))


@OBJECTIVES.register("iwae")
class IWAE(VariationalAutoencoder):
    """Objective −mean_x [logsumexp_k log w − log k] over k samples of q(z|x)."""

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, IWAESpec)
        self.samples = spec.model.samples

    def objective(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        return -importance_bound(sampled.log_weights), {}
