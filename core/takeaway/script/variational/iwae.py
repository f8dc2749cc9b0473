"""IWAE: a tighter bound on log p(x) from several samples an example."""

from core.spec.variational.iwae import IWAESpec
from core.takeaway.script.model import setting
from core.takeaway.script.template import filled
from core.takeaway.script.variational.objective import POSTERIOR, Objective, Parts, measure

_LOSSES = """
mean, log_variance = self.posterior(x)
epsilon = torch.randn(SAMPLES, *mean.shape, generator=noise)
z = mean + (log_variance / 2).exp() * epsilon
outputs = self.decoder(z)
$observe
log_likelihood = self.log_prob(x, outputs)
log_ratio = 0.5 * (epsilon**2 + log_variance - z**2).sum(dim=-1)  # log p(z) − log q(z|x)
log_weights = log_likelihood + log_ratio
objective = math.log(SAMPLES) - log_weights.logsumexp(dim=0).mean()
kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(dim=1).mean()
return {"objective": objective, "reconstruction": -log_likelihood.mean(), "kl": kl}
"""


def iwae(parts: Parts) -> Objective:
    """The log of the mean importance weight."""
    assert isinstance(parts.spec.model, IWAESpec)
    return Objective(
        formula="−log mean w, where w = p(x|z) p(z) / q(z|x) of K samples z ~ q(z|x),",
        symbols="in nats an example: with one sample that is −ELBO, with many it nears −log p(x).",
        posterior=filled(POSTERIOR),
        losses=filled(_LOSSES, observe=parts.told.observed("outputs")),
        measure=measure(parts, samples=parts.spec.model.samples),
        settings=(setting(parts.spec, "model.samples", "SAMPLES"),),
    )
