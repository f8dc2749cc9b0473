"""β-TCVAE: of the KL's three parts, only the total correlation has a price of its own."""

import torch
from torch import Tensor

from core.models.base import Step, scalar
from core.models.variational.base import OBJECTIVES, Sampled
from core.models.variational.posterior import Posterior
from core.models.variational.priced import Priced

MOST_AT_ONCE = 2**24
"""Densities held at once, B·L for each of so many rows: 64 MiB."""


def stratified_weights(batch: int, train_size: int) -> Tensor:
    """How much each example of a batch counts in q(z) at each code of the batch, [B, B].

    A code's own posterior is certain to be in the batch, so it counts as the one in N that it is:
    1/N on the diagonal; with M = B − 1, (N − M)/(NM) on one other and 1/M elsewhere (Chen et al.,
    2018, C.2). Each row sums to 1. A batch as large as the training set is all of q(z): 1/B.
    """
    N, M = train_size, batch - 1
    if batch == 1 or batch >= N:
        return torch.full((batch, batch), 1 / batch)
    weights = torch.full((batch, batch), 1 / M)
    row = torch.arange(batch)
    weights[row, row] = 1 / N
    weights[row, (row + 1) % batch] = (N - M) / (N * M)
    return weights


def log_aggregates(q: Posterior, z: Tensor, log_weights: Tensor) -> tuple[Tensor, Tensor]:
    """log q(z) and Σ_j log q(z_j) at codes z [R, L], each [R], with log-weights [R, B] of q.

    The log-weights go once into the joint, and once for every dimension into the marginals.
    """
    joints, marginals = [], []
    rows = max(1, MOST_AT_ONCE // (log_weights.shape[1] * z.shape[1]))
    for some, weight in zip(z.split(rows), log_weights.split(rows), strict=True):
        log_q = q.log_density(some[:, None])
        joints.append((log_q.sum(dim=-1) + weight).logsumexp(dim=1))
        marginals.append((log_q + weight[..., None]).logsumexp(dim=1).sum(dim=-1))
    return torch.cat(joints), torch.cat(marginals)


@OBJECTIVES.register("beta_tc")
class BetaTCVAE(Priced):
    """Objective D + R + (β(t) − 1)·TC (Chen et al., 2018), R in closed form.

    R = mutual information + TC + dimension-wise KL; the three are logged as estimated from one
    sample an example with stratified weights, and add up to a sampled R.
    """

    def regulariser(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        q, z, beta = sampled.q, sampled.z[0], self.dial("beta", step)
        log_weights = stratified_weights(len(z), self.train_size).log().to(z)
        joint, marginals = log_aggregates(q, z, log_weights)
        own = q.log_density(z).sum(dim=-1).detach()
        prior = q.log_prior(z).sum(dim=-1).detach()
        correlation = (joint - marginals).mean()
        monitors = {
            "mi": (own - joint.detach()).mean(),
            "tc": correlation.detach(),
            "dimension_kl": (marginals.detach() - prior).mean(),
            "beta": scalar(beta, correlation),
        }
        return sampled.rate + (beta - 1) * correlation, monitors
