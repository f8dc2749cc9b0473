"""FactorVAE: a second network is asked how far the dimensions are from independent."""

from dataclasses import replace

from core.takeaway.script.model import setting
from core.takeaway.script.template import filled
from core.takeaway.script.variational.objective import Objective, Parts, gaussian

_NETWORK = '''
def discriminator():
    """Codes → logits that their dimensions belong together; leaky ReLU between the layers."""
    layers = []
    for i, (inputs, outputs) in enumerate(pairwise((LATENTS, *DISCRIMINATOR, 1))):
        layer = nn.Linear(inputs, outputs)
        nn.init.xavier_uniform_(layer.weight, generator=stream(f"initialise/discriminator.{i}"))
        nn.init.zeros_(layer.bias)
        layers += [layer, nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1])
'''

_STATE = """
self.discriminator = discriminator()
its_weights = self.discriminator.parameters()
self.rival = torch.optim.Adam(its_weights, lr=DISCRIMINATOR_RATE, betas=(0.5, 0.9))
"""

_LINES = """
self.codes = z.detach()  # for the discriminator's own step
tc = self.discriminator(z).mean()
objective = distortion + $beta * rate + GAMMA * tc
"""

_TRAINING = '''
def train_discriminator(self, noise):
    """Teaches it to tell codes from codes whose dimensions are shuffled, each by itself."""
    order = torch.rand(self.codes.shape, generator=noise).argsort(dim=0)
    real = self.discriminator(self.codes)
    shuffled = self.discriminator(self.codes.gather(0, order))
    loss = (F.softplus(-real).mean() + F.softplus(shuffled).mean()) / 2
    $alone
    self.rival.zero_grad()  # what it got from the objective is not for it
    loss.backward()
    self.rival.step()
'''

_ALONE = """
if len(self.codes) == 1:  # the last of an epoch: shuffled, it is the same
    loss = 0 * loss
"""


def factor(parts: Parts) -> Objective:
    """The total correlation, as a discriminator sees it."""
    spec = parts.spec
    knobs = {
        "gamma": "GAMMA",
        "discriminator": "DISCRIMINATOR",
        "discriminator_rate": "DISCRIMINATOR_RATE",
    }
    formula = "D + β R + γ TC, TC the mean logit of a discriminator (Kim and Mnih, 2018),"
    return replace(
        gaussian(parts, formula, filled(_LINES, beta=parts.beta), "tc"),
        helpers=filled(_NETWORK),
        settings=tuple(setting(spec, f"model.{knob}", name) for knob, name in knobs.items()),
        state=_STATE.strip(),
        methods=filled(_TRAINING, alone=filled(_ALONE) if parts.last_alone else ""),
        after="model.train_discriminator(noise)",
        trained="[*model.encoder.parameters(), *model.decoder.parameters()]",
    )
