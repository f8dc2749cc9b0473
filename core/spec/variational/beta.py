"""β-VAE: the KL at a price of β a nat."""

from typing import ClassVar, Literal

from core.spec.knob import number
from core.spec.variational.base import VARIATIONAL
from core.spec.variational.priced import PricedSpec, beta_knob


@VARIATIONAL.register
class BetaSpec(PricedSpec):
    title: ClassVar[str] = "β-VAE"
    about: ClassVar[str] = "Reconstruction + β · KL. At β = 1 its negative is the ELBO."

    objective: Literal["beta"] = "beta"
    beta: float = beta_knob(
        "The loss is reconstruction + β · KL, both in nats an example. At β = 1 its negative is "
        "the ELBO, a lower bound on log p(x); at any other β it is not.",
        main=True,
    )

    def naming(self) -> tuple[str, ...]:
        return ("VAE", f"β {number(self.beta)}")
