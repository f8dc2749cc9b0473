"""Sparse VAE: a spike-and-slab prior, under which most latents are exactly 0."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.variational.base import VARIATIONAL
from core.spec.variational.priced import PricedSpec


@VARIATIONAL.register
class SparseVAESpec(PricedSpec):
    title: ClassVar[str] = "Sparse VAE"
    about: ClassVar[str] = (
        "Each latent is 0 with probability 1 − γ(x), under the prior α N(0, 1) + (1 − α) δ₀: a VAE "
        "with a sparse code."
    )
    prior: ClassVar[str] = "spike_and_slab"

    objective: Literal["sparse"] = "sparse"
    spike: float = knob(
        0.8,
        symbol="1 − α",
        label="share of latents off",
        help=(
            "How probable the prior finds it that a latent is exactly 0, which is the mass of its "
            "spike. A latent that is on costs log(1/α) nats more than its Gaussian part, one that "
            "is off log(1/(1 − α))."
        ),
        more="Sparser codes; past a point, too few latents to tell examples apart.",
        less="More latents on for each example, sharper reconstructions.",
        bounds=(0.001, 0.999),
        step=0.05,
        main=True,
    )

    def naming(self) -> tuple[str, ...]:
        return ("Sparse VAE", f"spike {number(self.spike)}", *self.priced())
