"""The plain autoencoder: a bottleneck and nothing else."""

from typing import ClassVar, Literal

from core.spec.family import Family, ModelSpec, counted
from core.spec.knob import knob
from core.spec.likelihood import LIKELIHOODS, Needs, likelihood_knob

PLAIN = Family(
    name="plain",
    title="Plain autoencoder",
    about="Encoder, bottleneck, decoder, trained to reproduce its input.",
    default="plain",
)


@PLAIN.register
class PlainSpec(ModelSpec):
    """Minimise the reconstruction loss; the narrow code is the only constraint."""

    title: ClassVar[str] = "Autoencoder"
    about: ClassVar[str] = "The narrow code is the only constraint; it has no prior to sample from."
    idle: ClassVar[frozenset[str]] = frozenset({"dataset.scale"})

    family: Literal["plain"] = "plain"
    latent_dim: int = knob(
        2,
        symbol="L",
        label="latent dimensions",
        help="Numbers in the code: the width of the bottleneck.",
        more="Better reconstructions; the code is harder to look at.",
        less="A stronger summary and blurrier pictures; 2 can be drawn as a map.",
        bounds=(1, 512),
        step=1,
        main=True,
    )
    likelihood: str = likelihood_knob("cross_entropy")

    @classmethod
    def member(cls) -> str:
        return "plain"

    def headline(self) -> tuple[str, ...]:
        return (self.title, counted(self.latent_dim, "dimension"))

    def needs(self) -> tuple[str, Needs]:
        return self.likelihood, LIKELIHOODS[self.likelihood].needs
