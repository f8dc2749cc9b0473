"""Variational autoencoders: the code is a distribution, held to a prior.

A new objective is one class here under `@VARIATIONAL.register` with its own knobs.
"""

from typing import ClassVar, Literal

from core.spec.family import Family, ModelSpec, counted
from core.spec.knob import knob, number
from core.spec.likelihood import LIKELIHOODS, Needs, likelihood_knob
from core.spec.section import Section

VARIATIONAL = Family(
    name="variational",
    title="Variational autoencoder",
    about="Each example becomes a small cloud in latent space, and the clouds together a Gaussian.",
    key="objective",
    key_label="objective",
    default="beta",
)


class ScheduleSpec(Section):
    """How β gets to its value in the course of training."""

    prefix: ClassVar[str] = "model.schedule"

    kind: Literal["constant", "linear", "cyclical", "cosine"] = knob(
        "constant",
        label="β over time",
        help=(
            "Constant: β throughout. Linear and cosine: from 0 up to β over a share of training, "
            "in a straight line or smoothly. Cyclical: again and again from 0 up to β."
        ),
        choices={
            "constant": "constant",
            "linear": "linear warm-up",
            "cyclical": "cyclical",
            "cosine": "cosine warm-up",
        },
    )
    share: float = knob(
        0.25,
        label="warm-up",
        unit="share of training",
        help="Share of training over which β rises from 0 to its value.",
        more="The decoder learns to use the code before the KL is charged in full.",
        less="The full price from early on; dimensions may collapse before they are used.",
        bounds=(0, 1),
        step=0.05,
        when=("kind", ("linear", "cosine")),
    )
    cycles: int = knob(
        4,
        label="cycles",
        help="How many times β rises from 0 in the course of training.",
        more="More fresh starts for unused dimensions, each shorter.",
        less="Fewer and longer cycles; with one it is a linear warm-up.",
        bounds=(1, 1_000),
        step=1,
        when=("kind", ("cyclical",)),
    )
    ramp: float = knob(
        0.5,
        label="ramp",
        unit="share of a cycle",
        help="Share of each cycle over which β rises; for the rest it stays at its value.",
        more="A gentler rise, less time at the full β.",
        less="A steeper rise, more time at the full β.",
        bounds=(0, 1),
        step=0.05,
        when=("kind", ("cyclical",)),
    )


class VariationalSpec(ModelSpec):
    """What every variational objective has. `z = μ(x) + σ(x) ε`, prior N(0, I)."""

    idle: ClassVar[frozenset[str]] = frozenset({"dataset.scale"})

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
        more="Errors cost less, so codes carry fewer nats; at 1 on pixels in [0, 1] all collapse.",
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


@VARIATIONAL.register
class BetaSpec(VariationalSpec):
    title: ClassVar[str] = "β-VAE"
    about: ClassVar[str] = "Reconstruction + β · KL. At β = 1 its negative is the ELBO."

    objective: Literal["beta"] = "beta"
    beta: float = knob(
        1.0,
        symbol="β",
        label="price of a nat of information",
        help=(
            "The loss is reconstruction + β · KL, both in nats an example. At β = 1 its negative "
            "is the ELBO, a lower bound on log p(x); at any other β it is not."
        ),
        more="Lower KL, blurrier reconstructions, smoother and fewer active dimensions.",
        less="Higher KL and sharper reconstructions; samples from the prior get worse.",
        bounds=(0, 1_000),
        step=0.5,
        scale="log",
        main=True,
    )
    schedule: ScheduleSpec = ScheduleSpec()

    def headline(self) -> tuple[str, ...]:
        names = ("VAE", counted(self.latent_dim, "dimension"), f"β {number(self.beta)}")
        other = () if self.likelihood == "bernoulli" else (self.likelihood.replace("_", " "),)
        noise = () if isinstance(self.sigma, str) else (f"σ {number(self.sigma)}",)
        return (*names, *other, *noise)
