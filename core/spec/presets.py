"""Named starting points: short stories first, then models worth having."""

from core.spec.preset import Preset
from core.spec.stories import STORIES

_MNIST = {"name": "mnist"}

_PRESETS = (
    Preset(
        name="vae_map",
        title="A map of the digits",
        story="A VAE with two dimensions: every digit gets a place on a plane one can walk about.",
        spec={"dataset": _MNIST, "model": {"family": "variational", "latent_dim": 2}},
    ),
    Preset(
        name="vae_ten",
        title="A VAE with ten dimensions",
        story="Room for slant, width and stroke as well: sharper digits, no single map.",
        spec={"dataset": _MNIST, "model": {"family": "variational", "latent_dim": 10}},
    ),
    Preset(
        name="vae_beta_4",
        title="Information at four times the price",
        story="With β = 4 dimensions that do not pay for themselves go back to the prior.",
        spec={
            "dataset": _MNIST,
            "model": {"family": "variational", "latent_dim": 10, "beta": 4.0},
        },
    ),
    Preset(
        name="vae_free_bits",
        title="A first half nat for free",
        story=(
            "An ordinary VAE leaves several of 20 dimensions unused. When the first half nat of "
            "each costs nothing all are used: a higher rate, sharper pictures, about the same ELBO."
        ),
        spec={
            "dataset": _MNIST,
            "model": {
                "family": "variational",
                "objective": "free_bits",
                "latent_dim": 20,
                "nats": 0.5,
            },
        },
    ),
    Preset(
        name="vae_capacity",
        title="Nats let in one by one",
        story=(
            "The KL is held at a capacity that rises from 0 to 15 nats. Watch the dimensions come "
            "into use one after another, those that matter most first."
        ),
        spec={"dataset": _MNIST, "model": {"family": "variational", "objective": "capacity"}},
    ),
    Preset(
        name="vae_independent",
        title="Only dependence costs more",
        story=(
            "β-TCVAE prices what the dimensions tell about each other, not what they tell about "
            "the picture. Compare its rate and its codes with those of the β-VAE."
        ),
        spec={"dataset": _MNIST, "model": {"family": "variational", "objective": "beta_tc"}},
    ),
    Preset(
        name="iwae_five",
        title="Five guesses instead of one",
        story=(
            "With five samples an example the bound is closer to log p(x): the objective lies "
            "under the negative ELBO of the same model, which is logged beside it."
        ),
        spec={"dataset": _MNIST, "model": {"family": "variational", "objective": "iwae"}},
    ),
    Preset(
        name="sparse_vae",
        title="A VAE whose code is sparse",
        story=(
            "The prior itself says that four latents in five are exactly 0: sparsity from a "
            "probability in place of a penalty, and codes that can still be drawn at random."
        ),
        spec={"dataset": _MNIST, "model": {"family": "variational", "objective": "sparse"}},
    ),
    Preset(
        name="sparse_l1",
        title="A dictionary by L1",
        story="256 features, of which a price on every activation leaves some twenty on at a time.",
        spec={"dataset": _MNIST, "model": {"family": "sparse", "variant": "l1"}},
    ),
    Preset(
        name="sparse_topk",
        title="A dictionary by TopK",
        story="Exactly how sparse is decided beforehand: the 32 strongest features stay on.",
        spec={"dataset": _MNIST, "model": {"family": "sparse", "variant": "topk"}},
    ),
    Preset(
        name="sparse_free_decoder",
        title="Atoms of free length",
        story=(
            "With atoms of free length a model may write smaller codes on longer atoms. This "
            "penalty counts the length too, so watch whether the trick still pays."
        ),
        spec={
            "dataset": _MNIST,
            "model": {"family": "sparse", "variant": "l1", "decoder_norm": "free"},
        },
    ),
    Preset(
        name="plain_map",
        title="A bottleneck without a prior",
        story="Two dimensions and no KL: the map has clusters, and holes that decode to nothing.",
        spec={"dataset": _MNIST, "model": {"family": "plain", "latent_dim": 2}},
    ),
    Preset(
        name="textbook_listing",
        title="The textbook listing",
        story=(
            "Dense and ReLU, Dense and sigmoid, Adam, as many articles print it under the name of "
            "sparse autoencoder. Nothing in it asks for sparsity, and its code shows it."
        ),
        spec={
            "dataset": {**_MNIST, "scale": "none"},
            "model": {
                "family": "sparse",
                "variant": "none",
                "features": 64,
                "output": "sigmoid",
                "decoder_norm": "free",
            },
            "training": {"optimizer": "adam"},
        },
    ),
)

GROUPS: dict[str, tuple[Preset, ...]] = {
    "Stories, some seconds each": STORIES,
    "Starting points": _PRESETS,
}
"""Presets as they are offered, under their headings."""

PRESETS: dict[str, Preset] = {preset.name: preset for group in GROUPS.values() for preset in group}
