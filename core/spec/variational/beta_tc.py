"""β-TCVAE: of the KL's three parts, only the total correlation has a price of its own."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.variational.base import VARIATIONAL
from core.spec.variational.priced import PricedSpec


@VARIATIONAL.register
class BetaTCSpec(PricedSpec):
    title: ClassVar[str] = "β-TCVAE"
    about: ClassVar[str] = (
        "Reconstruction + KL + (β − 1) · TC: only the dependence between dimensions costs more."
    )
    compares: ClassVar[str] = "estimates the total correlation of codes from each batch"

    objective: Literal["beta_tc"] = "beta_tc"
    beta: float = knob(
        3.0,
        symbol="β",
        label="price of total correlation",
        help=(
            "The KL is mutual information + total correlation + the distance of each dimension "
            "from the prior. β multiplies the second alone, KL(q(z) ‖ Πⱼ q(zⱼ)), estimated from "
            "the batch. At 1 this is the ordinary VAE."
        ),
        more="Dimensions vary more independently of each other; reconstructions get blurrier.",
        less="Dimensions may share what they tell; reconstructions get sharper.",
        bounds=(0, 1_000),
        step=0.5,
        scale="log",
        main=True,
    )

    def naming(self) -> tuple[str, ...]:
        return ("β-TCVAE", f"β {number(self.beta)}")
