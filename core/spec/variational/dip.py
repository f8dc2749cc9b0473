"""DIP-VAE I and II: the covariance of codes is pulled towards the identity."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.variational.base import VARIATIONAL
from core.spec.variational.priced import PricedSpec


class DIPSpec(PricedSpec):
    """What both kinds share; they differ in whose covariance C is."""

    compares: ClassVar[str] = "estimates the covariance of codes from each batch"

    lambda_od: float = knob(
        2.0,
        symbol="λ_od",
        label="price of covariance",
        help="The loss gains λ_od Σ Cᵢⱼ² over i ≠ j: dimensions that vary together cost.",
        more="Dimensions less correlated over the data.",
        less="Dimensions may be correlated; at 0 nothing speaks against it.",
        bounds=(0, 10_000),
        step=1,
        scale="log",
        main=True,
    )
    lambda_d: float = knob(
        20.0,
        symbol="λ_d",
        label="price of variance off 1",
        help="The loss gains λ_d Σ (Cᵢᵢ − 1)²: every dimension is to vary as much as the prior.",
        more="Every dimension is put to use, with variance 1.",
        less="Dimensions may collapse or spread out.",
        bounds=(0, 10_000),
        step=1,
        scale="log",
    )

    def naming(self) -> tuple[str, ...]:
        return (self.title, f"λ {number(self.lambda_od)}/{number(self.lambda_d)}", *self.priced())


@VARIATIONAL.register
class DIPOneSpec(DIPSpec):
    title: ClassVar[str] = "DIP-VAE I"
    about: ClassVar[str] = (
        "Reconstruction + KL + a pull of the covariance of mean codes towards the identity."
    )

    objective: Literal["dip_i"] = "dip_i"


@VARIATIONAL.register
class DIPTwoSpec(DIPSpec):
    title: ClassVar[str] = "DIP-VAE II"
    about: ClassVar[str] = (
        "Reconstruction + KL + a pull of the covariance of sampled codes towards the identity."
    )

    objective: Literal["dip_ii"] = "dip_ii"
    lambda_d: float = knob(
        2.0,
        symbol="λ_d",
        label="price of variance off 1",
        help="The loss gains λ_d Σ (Cᵢᵢ − 1)²: every dimension is to vary as much as the prior.",
        more="Codes as a whole keep the variance 1 of the prior.",
        less="Codes may spread out or shrink.",
        bounds=(0, 10_000),
        step=1,
        scale="log",
    )
