"""How many latent dimensions: NLL of a Gaussian VAE, 784-256-128, on dynamically binarised MNIST.

The curve falls steeply at first and is flat from about 20 on: dimensions beyond what the data needs
cost nothing, they fall silent. Training and the number of importance samples are ours.
"""

from collections.abc import Iterator

from core.evaluation.metrics import standard_error
from core.reproductions import Experiment, Number, Reference
from core.spec import RunSpec, parse_spec
from tests.benchmarks.science.burda import BUNDLED, FIXED, FULL_DATA, nll, trained

TITLE = "How many latent dimensions"
FAMILY = "variational"
SOURCE = "S-VAE paper (Davidson et al., 2018), its Gaussian VAE"
PUBLISHED = {2: 135.73, 5: 110.21, 10: 93.84, 20: 88.90, 40: 88.93}
"""Latent dimensions → NLL, quoted from memory."""
WHY = (
    "Their training is not known here, so no mark is held: a shorter one ends some nats higher. "
    "What compares is the shape of the curve."
)


def specification(latent_dim: int, full: bool) -> RunSpec:
    return parse_spec(
        {
            "dataset": FULL_DATA if full else BUNDLED,
            "model": {
                "family": "variational",
                "latent_dim": latent_dim,
                "likelihood": "bernoulli",
            },
            "network": {"hidden": [256, 128], "activation": "relu"},
            "training": {
                "epochs": 30 if full else 20,
                "batch_size": 100,
                "learning_rate": 0.001,
                "device": "cpu",
            },
        }
    )


def samples(full: bool) -> int:
    """Importance samples of the NLL."""
    return 500 if full else 100


def plan(full: bool) -> list[Experiment]:
    """20 epochs of the bundled digits; in full 30 epochs of all 60,000."""
    protocol = (
        f"{30 if full else 20} epochs of {60_000 if full else 8_000:,} digits at batch 100, Adam "
        f"1e-3; NLL with K = {samples(full)}, the first {FIXED:,} test digits binarised once"
    )
    return [
        Experiment(
            f"{latent_dim} dimensions",
            protocol,
            (Number("NLL", "nll", "nats", Reference(value, SOURCE, "memory")),),
            specification(latent_dim, full).as_dict(),
            (0,),
            WHY,
        )
        for latent_dim, value in PUBLISHED.items()
    ]


def measure(full: bool) -> Iterator[Experiment]:
    for latent_dim, planned in zip(PUBLISHED, plan(full), strict=True):
        found = nll(trained(specification(latent_dim, full)), samples(full))
        yield planned.found([float(found.mean())], error=standard_error(found))
