"""Sparse VAE: codes with exact zeros from a spike-and-slab prior."""

from core.spec.variational.sparse_vae import SparseVAESpec
from core.takeaway.script.template import Setting, filled
from core.takeaway.script.variational.objective import Objective, Parts, measure

_POSTERIOR = '''
def posterior(self, x):
    """q(z|x) = γ N(μ, σ²) + (1 − γ) δ₀: μ, log σ² (softly within ±12), and the logit of γ."""
    mean, log_variance, logit = self.encoder(x).chunk(3, dim=-1)
    return mean, F.softplus(12 - F.softplus(12 - log_variance) + 12) - 12, logit

def kl(self, mean, log_variance, logit):
    """From the prior α N(0, 1) + (1 − α) δ₀, in nats of each latent."""
    slab = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    on = slab + F.logsigmoid(logit) - math.log(ALPHA)
    off = F.logsigmoid(-logit) - math.log1p(-ALPHA)
    return logit.sigmoid() * on + (1 - logit.sigmoid()) * off
'''

_LOSSES = """
mean, log_variance, logit = self.posterior(x)
slab = mean + (log_variance / 2).exp() * torch.randn(mean.shape, generator=noise)
uniform = torch.rand(mean.shape, generator=noise)
# A latent is on with the chance γ: a step, smoothed so that γ learns, and ever sharper.
gate = ((50 + 150 * progress) * (uniform - 1 + logit.sigmoid())).sigmoid()
$exactly
outputs = self.decoder(gate * slab)
$observe
distortion = -self.log_prob(x, outputs).mean()
rate = self.kl(mean, log_variance, logit).sum(dim=1).mean()
objective = distortion + $beta * rate
return {"objective": objective, "reconstruction": distortion, "kl": rate}
"""

_EXACTLY = """
if not self.training:
    gate = (uniform < logit.sigmoid()).float()
"""

_MEASURE = '''
@torch.no_grad()
def measure(model, x, mean):
    """Of the test examples: D from $samples samples of each code, R, and, by the code that is μ
    where γ ≥ ½ and else 0, the fraction of variance unexplained and the share of zeros."""
    model.eval()
    noise = stream("evaluation/samples", seed=0)
    $given
    distortion = rate = error = zeros = 0.0
    for $each:
        mu, log_variance, logit = model.posterior(shown)
        for _ in range($groups):  # $at_once samples at a time
            slab = mu + (log_variance / 2).exp() * torch.randn($at_once, *mu.shape, generator=noise)
            on = torch.rand($at_once, *mu.shape, generator=noise) < logit.sigmoid()
            distortion -= model.log_prob(shown, model.decoder(on * slab)).sum().item() / $samples
        rate += model.kl(mu, log_variance, logit).sum().item()
        code = mu * (logit >= 0)
        error += ($grey - model.picture(model.decoder(code)$knows)).square().sum().item()
        zeros += (code == 0).float().mean().item() * len(shown)
    return {
        "reconstruction": distortion / len(x),
        "kl": rate / len(x),
        "elbo": -(distortion + rate) / len(x),
        "fvu": error / (x - mean).square().sum().item(),
        "zeros": zeros / len(x),
    }
'''


def sparse_vae(parts: Parts) -> Objective:
    """A spike-and-slab prior and posterior (Tonolini et al., 2019)."""
    model = parts.spec.model
    assert isinstance(model, SparseVAESpec)
    alpha = Setting("ALPHA", 1 - model.spike, "α · chance that a latent is on, by the prior")
    return Objective(
        formula="D + β R (Tonolini et al., 2019)",
        symbols="for D = −log p(x|z) of a sample z ~ q(z|x), and R = KL(q(z|x) ‖ p(z)), "
        "in nats an example.",
        posterior=filled(_POSTERIOR),
        losses=filled(
            _LOSSES,
            beta=parts.beta,
            observe=parts.told.observed("outputs"),
            exactly=filled(_EXACTLY) if parts.stops_early else "",
        ),
        measure=measure(parts, _MEASURE),
        codes="3 * LATENTS",
        settings=(alpha,),
        follows=True,
    )
