"""IWAE: a tighter bound on log p(x) from several samples an example."""

from typing import ClassVar, Literal

from core.spec.knob import knob
from core.spec.variational.base import VARIATIONAL, VariationalSpec


@VARIATIONAL.register
class IWAESpec(VariationalSpec):
    title: ClassVar[str] = "IWAE"
    about: ClassVar[str] = (
        "−log of the mean importance weight of k samples: a bound that tightens with k."
    )

    objective: Literal["iwae"] = "iwae"
    samples: int = knob(
        5,
        symbol="k",
        label="samples an example",
        help=(
            "The loss is −log (1/k) Σ w over k samples of q(z|x), w = p(x|z) p(z) / q(z|x). At "
            "k = 1 this is the ordinary VAE; with k the bound rises towards log p(x)."
        ),
        more="A tighter bound, better densities, posteriors wider than q alone would fit; slower.",
        less="Closer to the ordinary VAE, and faster.",
        bounds=(1, 500),
        step=1,
        scale="log",
        main=True,
    )

    def naming(self) -> tuple[str, ...]:
        return ("IWAE", f"k {self.samples}")
