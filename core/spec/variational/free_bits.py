"""Free bits: the first nats of every dimension cost nothing."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.variational.base import VARIATIONAL
from core.spec.variational.priced import PricedSpec


@VARIATIONAL.register
class FreeBitsSpec(PricedSpec):
    title: ClassVar[str] = "Free bits"
    about: ClassVar[str] = (
        "Reconstruction + Σⱼ max(λ, KLⱼ), KLⱼ the batch mean: each dimension has λ nats for free."
    )

    objective: Literal["free_bits"] = "free_bits"
    nats: float = knob(
        0.25,
        symbol="λ",
        label="free nats",
        unit="nats a dimension",
        help=(
            "The loss is reconstruction + β Σⱼ max(λ, KLⱼ), KLⱼ the KL of dimension j averaged "
            "over the batch: below λ nothing is gained by telling less."
        ),
        more="Every dimension carries something; too much, and codes leave the prior.",
        less="Useless dimensions may collapse; at 0 this is the ordinary VAE.",
        bounds=(0, 100),
        step=0.05,
        main=True,
    )

    def naming(self) -> tuple[str, ...]:
        return ("Free bits VAE", f"λ {number(self.nats)}", *self.priced())
