"""What all variational autoencoders have."""

from abc import abstractmethod
from typing import ClassVar, Literal

from core.spec.family import Family, ModelSpec, counted
from core.spec.knob import knob, number
from core.spec.likelihood import LIKELIHOODS, Needs, likelihood_knob

VARIATIONAL = Family(
    name="variational",
    title="Variational autoencoder",
    about="Each example becomes a small cloud in latent space, and the clouds together a Gaussian.",
    key="objective",
    key_label="objective",
    default="beta",
)


class VariationalSpec(ModelSpec):
    """What every variational objective has. `z = μ(x) + σ(x) ε`, prior N(0, I), as a rule."""

    idle: ClassVar[frozenset[str]] = frozenset({"dataset.scale"})
    prior: ClassVar[str | None] = "normal"

    family: Literal["variational"] = "variational"
    objective: str
    latent_dim: int = knob(
        2,
        symbol="L",
        label="latent dimensions",
        help="Dimensions of z. Those that do not pay for their KL collapse onto the prior.",
        more="Better reconstructions, until further dimensions stay unused.",
        less="A stronger summary and blurrier pictures; 2 can be drawn as a map.",
        bounds=(1, 512),
        step=1,
        main=True,
    )
    likelihood: str = likelihood_knob("bernoulli")
    sigma: float | Literal["optimal"] = knob(
        "optimal",
        symbol="σ",
        label="noise of a pixel",
        help=(
            "Standard deviation of the Gaussian likelihood, shared by all pixels. Optimal: the "
            "root mean squared error itself, tracked over training batches."
        ),
        more="Errors cost less, so codes carry fewer nats; at 1 on 8×8 digits all collapse.",
        less="Errors cost more, so codes carry more nats.",
        bounds=(0.001, 100),
        step=0.01,
        scale="log",
        words={"optimal": "optimal"},
        when=("likelihood", ("gaussian",)),
    )

    @classmethod
    def member(cls) -> str:
        return str(cls.model_fields["objective"].default)

    def needs(self) -> tuple[str, Needs]:
        return self.likelihood, LIKELIHOODS[self.likelihood].needs

    def headline(self) -> tuple[str, ...]:
        name, *own = self.naming()
        other = () if self.likelihood == "bernoulli" else (self.likelihood.replace("_", " "),)
        noise = () if isinstance(self.sigma, str) else (f"σ {number(self.sigma)}",)
        return (name, counted(self.latent_dim, "dimension"), *own, *other, *noise)

    @abstractmethod
    def naming(self) -> tuple[str, ...]:
        """What a run is called by first, and its own main knobs: `("VAE", "β 4")`."""
