"""Gaussians with an optimal, a given or a learned σ, as program text."""

from core.spec import RunSpec
from core.takeaway.script.likelihoods.base import Likelihood
from core.takeaway.script.template import Setting, filled

_OPTIMAL = '''
def log_prob(self, x, means):
    """log N(x; means, σ²), summed over pixels."""
    log_sigma = self.log_sigma()
    squares = ((x - means) / log_sigma.exp()).square().sum(dim=-1)
    return -0.5 * squares - x.shape[-1] * (log_sigma + 0.5 * math.log(2 * math.pi))

def log_sigma(self):
    """log σ, softly kept above −6."""
    return F.softplus(self.variance.log() / 2 + 6) - 6

@torch.no_grad()
def track_variance(self, x, means):
    """σ² is the mean squared error: over all batches so far, later with a memory of 100."""
    self.batches += 1
    share = max(1 / self.batches, 0.01)
    self.variance += share * ((x - means).square().mean() - self.variance)

def picture(self, means):
    return means
'''

_FIXED = '''
def log_prob(self, x, means):
    """log N(x; means, σ²), summed over pixels."""
    squares = ((x - means) / SIGMA).square().sum(dim=-1)
    return -0.5 * squares - x.shape[-1] * (math.log(SIGMA) + 0.5 * math.log(2 * math.pi))

def picture(self, means):
    return means
'''

_DEQUANTISED = '''
def dequantised(x, generator):
    """Each grey of 256 levels spread evenly over its own level."""
    return (255 * x + torch.rand(x.shape, generator=generator)) / 256
'''

_LEARNED = '''
def log_prob(self, x, outputs):
    """log N(x; mean, σ²) with a σ for every pixel, at least half a grey level of 256."""
    mean, free = outputs.chunk(2, dim=-1)
    log_sigma = F.softplus(free + math.log(512)) - math.log(512)
    squares = ((x - mean) / log_sigma.exp()).square()
    return -(0.5 * squares + log_sigma + 0.5 * math.log(2 * math.pi)).sum(dim=-1)

def picture(self, outputs):
    return outputs.chunk(2, dim=-1)[0]
'''


def gaussian(spec: RunSpec) -> Likelihood:
    """One σ for every pixel."""
    sigma = getattr(spec.model, "sigma", "optimal")
    if sigma != "optimal":
        noise = Setting("SIGMA", float(sigma), "σ · noise of a pixel")
        return Likelihood(filled(_FIXED), "x.mean(dim=0)", settings=(noise,))
    state = "self.variance = (x - x.mean(dim=0)).square().mean()\nself.batches = 0"
    return Likelihood(filled(_OPTIMAL), "x.mean(dim=0)", state=state, observe="self.track_variance")


def gaussian_learned() -> Likelihood:
    """A σ for every pixel of every picture, from a second half of the outputs."""
    return Likelihood(
        filled(_LEARNED),
        "torch.cat([x.mean(dim=0), spread.log().expand(len(x[0]))])",
        filled(_DEQUANTISED),
        "dequantised",
        "dequantise",
        "dequantisation",
        heads=2,
        before="spread = (x - x.mean(dim=0)).square().mean().sqrt()",
    )
