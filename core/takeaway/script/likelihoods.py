"""The parts of a model that turn the decoder's outputs into a loss and a picture."""

from dataclasses import dataclass

from core.errors import BadInput
from core.spec import RunSpec
from core.takeaway.script.template import Setting, filled

_BINARY = '''
def binary(x, generator):
    """Each pixel drawn black or white, its grey the chance of white."""
    return (torch.rand(x.shape, generator=generator) < x).float()
'''

_DEQUANTISED = '''
def dequantised(x, generator):
    """Each grey of 256 levels spread evenly over its own level."""
    return (255 * x + torch.rand(x.shape, generator=generator)) / 256
'''

_CROSS_ENTROPY = '''
def log_prob(self, x, logits):
    """$formula, summed over pixels,
    where λ = sigmoid(logits)."""
    x = x.expand_as(logits)
    return -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(dim=-1)

def picture(self, logits):
    return logits.sigmoid()
'''

_CONTINUOUS = '''
def log_prob(self, x, outputs):
    """log C(λ) + x log λ + (1 − x) log(1 − λ), summed over pixels (Loaiza-Ganem and Cunningham,
    2019), by the logit a = log λ/(1 − λ): C = a / tanh(a/2), near a = 0 its series."""
    a = self.logits(outputs)
    near = a.abs() <= NEAR
    safe = torch.where(near, 1.0, a)
    series = math.log(2) + a**2 / 12 - 7 * a**4 / 1440
    log_normaliser = torch.where(near, series, (safe / torch.tanh(safe / 2)).log())
    x = x.expand_as(a)
    cross_entropy = F.binary_cross_entropy_with_logits(a, x, reduction="none")
    return (log_normaliser - cross_entropy).sum(dim=-1)

def picture(self, outputs):
    """The mean, ½ + ½ / tanh(a/2) − 1/a, near a = 0 its series."""
    a = self.logits(outputs)
    near = a.abs() <= NEAR
    safe = torch.where(near, 1.0, a)
    series = 0.5 + a / 12 - a**3 / 720
    return torch.where(near, series, 0.5 + 0.5 / torch.tanh(safe / 2) - 1 / safe)

def logits(self, outputs):
    """Softly within ±16: on pixels that are always black the density has no bound."""
    return 16 * torch.tanh(outputs / 16)
'''

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

_LOGIT_START = "x.mean(dim=0).clamp(0.001, 0.999).logit()"


@dataclass(frozen=True)
class Likelihood:
    """Text of the likelihood: `methods` of the model, `helpers` before it, and of its start.

    `start`: what the decoder's last bias starts from, an expression in the training examples x.
    `state`: lines that make what the likelihood itself learns; `observe` the line that updates it.
    """

    methods: str
    start: str
    helpers: str = ""
    given: str = ""
    part: str = ""
    """The random stream of what tests are given, without the split's name."""
    heads: int = 1
    before: str = ""
    """A line that `start` builds on."""
    state: str = ""
    observe: str = ""
    settings: tuple[Setting, ...] = ()

    def start_lines(self) -> str:
        """What makes outputs start at the mean picture."""
        copied = f"self.decoder[-1].bias.data.copy_({self.start})"
        return "\n".join(
            filter(None, (self.before, "# Outputs start at the mean picture.", copied))
        )

    def given_test(self) -> str:
        """The line that draws what tests are given, if that is not the grey picture."""
        if not self.given:
            return ""
        return f'given = {self.given}(x, stream("{self.part}/test", DATA_SEED))'

    @property
    def shown(self) -> str:
        """The name of what tests are given."""
        return "given" if self.given else "x"


def likelihood(spec: RunSpec) -> Likelihood:
    """The text for the run's likelihood; BadInput where there is none yet."""
    name = str(getattr(spec.model, "likelihood", ""))
    match name:
        case "bernoulli":
            formula = "log p(x|z) = x log λ + (1 − x) log(1 − λ)"
            methods = filled(_CROSS_ENTROPY, formula=formula)
            return Likelihood(methods, _LOGIT_START, filled(_BINARY), "binary", "binarise")
        case "cross_entropy":
            formula = "x log λ + (1 − x) log(1 − λ) of grey x, no likelihood"
            return Likelihood(filled(_CROSS_ENTROPY, formula=formula), _LOGIT_START)
        case "continuous_bernoulli":
            near = Setting("NEAR", 0.04, "|a| up to which series replace formulas that cancel")
            return Likelihood(filled(_CONTINUOUS), _LOGIT_START, settings=(near,))
        case "gaussian":
            return _gaussian(spec)
        case "gaussian_learned":
            start = "torch.cat([x.mean(dim=0), spread.log().expand(len(x[0]))])"
            spread = "spread = (x - x.mean(dim=0)).square().mean().sqrt()"
            return Likelihood(
                filled(_LEARNED),
                start,
                filled(_DEQUANTISED),
                "dequantised",
                "dequantise",
                heads=2,
                before=spread,
            )
    raise BadInput(
        f"There is no code for the likelihood {name} yet; there is for Bernoulli, continuous "
        "Bernoulli, Gaussian and cross-entropy."
    )


def _gaussian(spec: RunSpec) -> Likelihood:
    sigma = getattr(spec.model, "sigma", "optimal")
    if sigma != "optimal":
        noise = Setting("SIGMA", float(sigma), "σ · noise of a pixel")
        return Likelihood(filled(_FIXED), "x.mean(dim=0)", settings=(noise,))
    state = "self.variance = (x - x.mean(dim=0)).square().mean()\nself.batches = 0"
    return Likelihood(filled(_OPTIMAL), "x.mean(dim=0)", state=state, observe="self.track_variance")
