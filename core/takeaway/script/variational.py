"""The variational autoencoders as program text."""

import math
from math import prod

from core.errors import BadInput
from core.spec import RunSpec
from core.spec.variational import VariationalSpec
from core.spec.variational.priced import PricedSpec
from core.takeaway.script.likelihoods import likelihood
from core.takeaway.script.model import PROGRESS, Model, setting
from core.takeaway.script.network import network, sizes
from core.takeaway.script.plain import observed
from core.takeaway.script.schedule import rise
from core.takeaway.script.template import Setting, filled

_CODE = '''
$helpers


$mlp


$schedule


class VAE(nn.Module):
    """Minimises $objective

    $symbols
    """

    def __init__(self, x):
        super().__init__()
        self.encoder = mlp(($size, ${hidden}2 * LATENTS), "encoder")
        self.decoder = mlp((LATENTS, $mirrored$outputs), "decoder")
        $start
        $state

    def posterior(self, x):
        """q(z|x) = N(μ, σ²): μ and log σ², which is held softly within ±12."""
        mean, log_variance = self.encoder(x).chunk(2, dim=-1)
        return mean, F.softplus(12 - F.softplus(12 - log_variance) + 12) - 12

    def losses(self, x, noise$progress):
        mean, log_variance = self.posterior(x)
        $sample
        outputs = self.decoder(z)
        $observe
        $bound

    $methods
'''

_SYMBOLS = {
    "iwae": "in nats an example: with one sample that is −ELBO, with many it nears −log p(x).",
    "others": "for D = −log p(x|z) of a sample z ~ q(z|x), and R = KL(q(z|x) ‖ N(0, I)), "
    "in nats an example.",
}

_SAMPLE = """
epsilon = torch.randn(mean.shape, generator=noise)
z = mean + (log_variance / 2).exp() * epsilon
"""

_BOUND = """
distortion = -self.log_prob(x, outputs).mean()
kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
rate = kl.sum(dim=1).mean()
$objective
return {"objective": objective, "reconstruction": distortion, "kl": rate}
"""

_DIP = """
centred = mean - mean.mean(dim=0)
covariance = centred.T @ centred / len(x)
variances = covariance.diagonal()
off_diagonal = covariance.square().sum() - variances.square().sum()
objective = distortion + $beta * rate
if len(x) > 1:  # one example, the last of an epoch, has no covariance
    objective = objective + LAMBDA_OD * off_diagonal
    objective = objective + LAMBDA_D * (variances - 1).square().sum()
"""

_OF_SAMPLES = " / len(x) + torch.diag(log_variance.exp().mean(dim=0))"

_LAMBDAS = {"lambda_od": "LAMBDA_OD", "lambda_d": "LAMBDA_D"}

_OBJECTIVES: dict[str, tuple[str, str, dict[str, str]]] = {
    "beta": ("D + β R", "objective = distortion + $beta * rate", {}),
    "free_bits": (
        "D + β Σ max(λ, KL of each dimension)",
        "objective = distortion + $beta * kl.mean(dim=0).clamp(min=FREE_NATS).sum()",
        {"nats": "FREE_NATS"},
    ),
    "capacity": (
        "D + γ |R − C|, C rising in training",
        "objective = distortion + GAMMA * (rate - $beta).abs()",
        {"gamma": "GAMMA"},
    ),
    "dip_i": ("D + β R + λ ‖Cov[μ] − I‖²", _DIP, _LAMBDAS),
    "dip_ii": (
        "D + β R + λ ‖Cov[z] − I‖²",
        _DIP.replace(" / len(x)\n", _OF_SAMPLES + "\n"),
        _LAMBDAS,
    ),
}
"""Of each objective: its formula, the lines that compute it, and its own knobs as constants."""

_IWAE_SAMPLE = """
epsilon = torch.randn(SAMPLES, *mean.shape, generator=noise)
z = mean + (log_variance / 2).exp() * epsilon
"""

_IWAE_BOUND = """
log_likelihood = self.log_prob(x, outputs)
log_ratio = 0.5 * (epsilon**2 + log_variance - z**2).sum(dim=-1)  # log p(z) − log q(z|x)
log_weights = log_likelihood + log_ratio
objective = math.log(SAMPLES) - log_weights.logsumexp(dim=0).mean()
kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(dim=1).mean()
return {"objective": objective, "reconstruction": -log_likelihood.mean(), "kl": kl}
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
    for grey, shown in zip(x.split($rows), $shown.split($rows)):
        mu, log_variance = model.posterior(shown)
        for _ in range($groups):  # $at_once samples at a time
            z = mu + (log_variance / 2).exp() * torch.randn($at_once, *mu.shape, generator=noise)
            distortion -= model.log_prob(shown, model.decoder(z)).sum().item() / $samples
        rate += 0.5 * (mu**2 + log_variance.exp() - 1 - log_variance).sum().item()
        error += (grey - model.picture(model.decoder(mu))).square().sum().item()
    return {
        "reconstruction": distortion / len(x),
        "kl": rate / len(x),
        "elbo": -(distortion + rate) / len(x),
        "fvu": error / (x - mean).square().sum().item(),
    }
'''


def variational(spec: RunSpec) -> Model:
    """The text for a variational run; BadInput where its objective has none yet."""
    told = likelihood(spec)
    mlp, hidden = network(spec)
    outer, inner = sizes(spec)
    size = prod(spec.dataset.shape)
    model = spec.model
    assert isinstance(model, VariationalSpec)
    beta, schedule, price = _price(spec)
    formula, settings, bound = _objective(spec, beta)
    rises = bool(schedule)
    weighs = model.objective == "iwae"
    at_once = max(4, getattr(model, "samples", 1))
    code = filled(
        _CODE,
        helpers=told.helpers,
        mlp=mlp,
        schedule=schedule,
        objective=formula,
        symbols=_SYMBOLS["iwae" if weighs else "others"],
        size=str(size),
        hidden=outer,
        mirrored=inner,
        outputs=str(told.heads * size),
        start=told.start_lines(),
        state=told.state,
        progress=", progress" if rises else "",
        sample=filled(_IWAE_SAMPLE if weighs else _SAMPLE),
        observe=observed(told.observe, "outputs"),
        bound=bound,
        methods=told.methods,
    )
    latents = setting(spec, "model.latent_dim", "LATENTS")
    return Model(
        name="VAE",
        settings=(latents, *price, *settings, *hidden, *told.settings),
        code=code,
        measure=filled(
            _MEASURE,
            given=told.given_test(),
            shown=told.shown,
            samples=str(at_once * math.ceil(16 / at_once)),
            groups=str(math.ceil(16 / at_once)),
            at_once=str(at_once),
            rows=str(4000 // at_once),
        ),
        arguments=("noise", *((PROGRESS,) if rises else ())),
        given=told.given,
    )


def _objective(spec: RunSpec, beta: str) -> tuple[str, tuple[Setting, ...], str]:
    """The formula in words, its own settings, and the lines that compute it; `beta` its price."""
    assert isinstance(spec.model, VariationalSpec)
    name = spec.model.objective
    if name == "iwae":
        samples = (setting(spec, "model.samples", "SAMPLES"),)
        formula = "−log mean w, where w = p(x|z) p(z) / q(z|x) of K samples z ~ q(z|x),"
        return formula, samples, filled(_IWAE_BOUND)
    if name not in _OBJECTIVES:
        raise BadInput(
            f"There is no code for the objective {type(spec.model).title} yet; there is for "
            "β-VAE, free bits, capacity, DIP-VAE and IWAE."
        )
    formula, template, own = _OBJECTIVES[name]
    settings = tuple(setting(spec, f"model.{knob}", constant) for knob, constant in own.items())
    return formula, settings, filled(_BOUND, objective=filled(template, beta=beta))


def _price(spec: RunSpec) -> tuple[str, str, tuple[Setting, ...]]:
    """β, or the capacity, as the program names it; the text of its schedule; settings."""
    model = spec.model
    assert isinstance(model, VariationalSpec)
    if model.objective == "capacity":
        text, more = rise(spec, "linear", "model.share", "capacity", "CAPACITY")
        name = "capacity(progress)" if text else "CAPACITY"
        return name, text, (setting(spec, "model.capacity", "CAPACITY"), *more)
    if not isinstance(model, PricedSpec):
        return "", "", ()
    beta = setting(spec, "model.beta", "BETA")
    kind = model.schedule.kind
    if kind == "constant":
        return "BETA", "", (beta,)
    share = "model.schedule.ramp" if kind == "cyclical" else "model.schedule.share"
    text, more = rise(spec, kind, share, "beta", "BETA")
    return ("beta(progress)" if text else "BETA"), text, (beta, *more)
