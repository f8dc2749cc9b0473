"""What an objective's part of the program consists of, and what the Gaussian ones share."""

import math
from dataclasses import dataclass

from core.spec import RunSpec
from core.takeaway.script.likelihoods import Likelihood
from core.takeaway.script.model import last_alone
from core.takeaway.script.network import at_once
from core.takeaway.script.template import Setting, filled


@dataclass(frozen=True)
class Parts:
    """What objectives ask of the rest.

    `beta` is the price of the KL, or the capacity, as the program names it ("" where there is
    none).
    """

    spec: RunSpec
    told: Likelihood
    beta: str

    @property
    def last_alone(self) -> bool:
        return last_alone(self.spec)

    @property
    def stops_early(self) -> bool:
        """Whether losses are asked for of validation examples, too."""
        return self.spec.training.early_stopping > 0


@dataclass(frozen=True)
class Objective:
    """One objective as program text.

    `formula` and `symbols` tell in words what is minimised; `losses` are the lines of that method,
    which begin with a batch x. `codes` is the encoder's number of outputs.
    """

    formula: str
    symbols: str
    posterior: str
    losses: str
    measure: str
    codes: str = "2 * LATENTS"
    helpers: str = ""
    settings: tuple[Setting, ...] = ()
    state: str = ""
    methods: str = ""
    follows: bool = False
    """Whether `losses` follows the progress of training, whatever the price does."""
    after: str = ""
    trained: str = ""


SYMBOLS = (
    "for D = −log p(x|z) of a sample z ~ q(z|x), and R = KL(q(z|x) ‖ N(0, I)), in nats an example."
)

POSTERIOR = '''
def posterior(self, x):
    """q(z|x) = N(μ, σ²): μ and log σ², which is held softly within ±12."""
    mean, log_variance = self.encoder(x).chunk(2, dim=-1)
    return mean, F.softplus(12 - F.softplus(12 - log_variance) + 12) - 12
'''

_LOSSES = """
mean, log_variance = self.posterior(x)
epsilon = torch.randn(mean.shape, generator=noise)
z = mean + (log_variance / 2).exp() * epsilon
outputs = self.decoder(z)
$observe
distortion = -self.log_prob(x, outputs).mean()
kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
rate = kl.sum(dim=1).mean()
$objective
return {"objective": objective, "reconstruction": distortion, "kl": rate$more}
"""

_MEASURE = '''
@torch.no_grad()
def measure(model, x, mean):
    """Of the test examples: D from $samples samples of each code, R, and the fraction of variance
    unexplained by pictures of the mean code."""
    model.eval()
    noise = stream("evaluation/samples", seed=0)
    $given
    distortion = rate = error = 0.0
    for $each:
        mu, log_variance = model.posterior(shown)
        for _ in range($groups):  # $at_once samples at a time
            z = mu + (log_variance / 2).exp() * torch.randn($at_once, *mu.shape, generator=noise)
            distortion -= model.log_prob(shown, model.decoder(z)).sum().item() / $samples
        rate += 0.5 * (mu**2 + log_variance.exp() - 1 - log_variance).sum().item()
        error += ($grey - model.picture(model.decoder(mu)$knows)).square().sum().item()
    return {
        "reconstruction": distortion / len(x),
        "kl": rate / len(x),
        "elbo": -(distortion + rate) / len(x),
        "fvu": error / (x - mean).square().sum().item(),
    }
'''


def losses(parts: Parts, objective: str, *monitors: str) -> str:
    """The lines of `losses` where a sample an example is drawn; `objective` lines that compute it.

    `monitors` are variables that are reported, too.
    """
    more = "".join(f', "{name}": {name}' for name in monitors)
    observe = parts.told.observed("outputs")
    return filled(_LOSSES, observe=observe, objective=objective, more=more)


def measure(parts: Parts, template: str = _MEASURE, samples: int = 1) -> str:
    """The text of `measure`, for objectives that take so many samples at once in training."""
    together = max(4, samples)
    groups = math.ceil(16 / together)
    rows = min(max(1, 4000 // together), at_once(parts.spec))
    grey, each = "shown", f"shown in x.split({rows})"
    if parts.told.given:
        grey, each = "grey", f"grey, shown in zip(x.split({rows}), given.split({rows}))"
    return filled(
        template,
        given=parts.told.given_test(),
        each=each,
        grey=grey,
        samples=str(together * groups),
        groups=str(groups),
        at_once=str(together),
        knows=parts.told.knows.format(x=grey),
    )


def gaussian(parts: Parts, formula: str, objective: str, *monitors: str) -> Objective:
    """An objective of a Gaussian posterior that adds to D something other than reconstruction."""
    return Objective(
        formula=formula,
        symbols=SYMBOLS,
        posterior=filled(POSTERIOR),
        losses=losses(parts, objective, *monitors),
        measure=measure(parts),
    )
