"""FactorVAE: a second network is asked how far the dimensions are from independent."""

from typing import ClassVar, Literal

from core.spec.knob import Whole, knob, number
from core.spec.variational.base import VARIATIONAL
from core.spec.variational.priced import PricedSpec


@VARIATIONAL.register
class FactorSpec(PricedSpec):
    title: ClassVar[str] = "FactorVAE"
    about: ClassVar[str] = (
        "Reconstruction + KL + γ · TC, the total correlation as a discriminator sees it."
    )
    compares: ClassVar[str] = "shuffles the dimensions of codes across each batch"

    objective: Literal["factor"] = "factor"
    gamma: float = knob(
        5.0,
        symbol="γ",
        label="price of total correlation",
        help=(
            "The loss is reconstruction + β · KL + γ · TC. A discriminator learns to tell codes "
            "from codes whose dimensions were shuffled across the batch; its mean logit on codes "
            "is the total correlation TC = KL(q(z) ‖ Πⱼ q(zⱼ))."
        ),
        more="Dimensions vary more independently of each other; reconstructions get blurrier.",
        less="Dimensions may share what they tell; at 0 this is the ordinary VAE.",
        bounds=(0, 10_000),
        step=1,
        scale="log",
        main=True,
    )
    discriminator: Whole = knob(
        (256, 256),
        label="discriminator's hidden layers",
        unit="units",
        help="Units in each hidden layer of the discriminator. The published one has six of 1,000.",
        more="A sharper eye for dependence, and slower steps.",
        less="Faster steps; a weak discriminator takes dependent dimensions for independent ones.",
        bounds=(1, 4_096),
        length=(1, 8),
    )
    discriminator_rate: float = knob(
        0.001,
        symbol="η_D",
        label="discriminator's learning rate",
        help="Step size of the discriminator's own Adam, whose moments are (.5, .9) as published.",
        more="Keeps up with codes that change fast; too fast, and its verdict jumps about.",
        less="A steadier verdict that lags behind the codes.",
        bounds=(1e-7, 1),
        step=0.0001,
        scale="log",
    )

    def naming(self) -> tuple[str, ...]:
        return ("FactorVAE", f"γ {number(self.gamma)}", *self.priced())
