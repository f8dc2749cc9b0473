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

    objective: Literal["sparse_vae"] = "sparse_vae"
    alpha: float = knob(
        0.2,
        symbol="α",
        label="share of latents on",
        help=(
            "How probable the prior finds it that a latent is not 0. A latent that is on costs "
            "log(1/α) nats more than its Gaussian part, one that is off log(1/(1 − α))."
        ),
        more="More latents on for each example, sharper reconstructions.",
        less="Sparser codes; below a point, too few latents to tell examples apart.",
        bounds=(0.001, 0.999),
        step=0.05,
        main=True,
    )

    def naming(self) -> tuple[str, ...]:
        return ("Sparse VAE", f"α {number(self.alpha)}", *self.priced())
