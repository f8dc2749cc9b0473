"""β-TCVAE: of the KL's three parts, only the total correlation has a price of its own."""

from dataclasses import replace

from core.takeaway.script.template import Setting, filled
from core.takeaway.script.variational.objective import Objective, Parts, gaussian

_STRATIFIED = '''
def stratified(batch):
    """How much each example of a batch counts in q(z) at each code of it, [B, B]; rows sum to 1.

    A code's own example is sure to be in the batch, so it counts as the one of all that it is.
    """
    $whole
    others = batch - 1
    weights = torch.full((batch, batch), 1 / others)
    row = torch.arange(batch)
    weights[row, row] = 1 / EXAMPLES
    weights[row, (row + 1) % batch] = (EXAMPLES - others) / (EXAMPLES * others)
    return weights
'''

_WHOLE = """
if batch == 1 or batch >= EXAMPLES:
    return torch.full((batch, batch), 1 / batch)
"""

_CORRELATION = '''
def total_correlation(self, z, mean, log_variance):
    """KL(q(z) ‖ Π q(z_j)) from a sample an example, by weights of Chen et al. (2018)."""
    squares = (z[:, None] - mean).square() / log_variance.exp()
    log_q = -0.5 * (squares + log_variance + math.log(2 * math.pi))  # z_i by x_j
    log_weights = stratified(len(z)).log()
    joint = (log_q.sum(dim=2) + log_weights).logsumexp(dim=1)
    marginals = (log_q + log_weights[:, :, None]).logsumexp(dim=1).sum(dim=1)
    return (joint - marginals).mean()
'''

_LINES = """
tc = self.total_correlation(z, mean, log_variance)
objective = distortion + rate + ($beta - 1) * tc
"""


def beta_tc(parts: Parts) -> Objective:
    """The total correlation, estimated from the batch."""
    formula = "D + R + (β − 1) TC, TC = KL(q(z) ‖ Π q(z_j)),"
    count = parts.spec.dataset.trained_on
    whole = parts.last_alone or parts.spec.training.batch_size >= count or parts.stops_early
    return replace(
        gaussian(parts, formula, filled(_LINES, beta=parts.beta), "tc"),
        helpers=filled(_STRATIFIED, whole=filled(_WHOLE) if whole else ""),
        methods=filled(_CORRELATION),
        settings=(Setting("EXAMPLES", count, "examples to train on"),),
    )
