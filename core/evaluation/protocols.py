"""How much of what is measured: every size that a number on screen depends on, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Protocol:
    """Sizes of an evaluation.

    `nll_samples`: importance samples per example for the NLL, 0 for none.
    """

    nll_samples: int
    posterior_samples: int = 16
    train_examples: int = 1000
    neighbours: int = 5
    mutual_information_codes: int = 1000
    batch: int = 1000
    samples_at_once: int = 4
    noise_seed: int = 0


TRAINED = Protocol(nll_samples=0)
"""After training: everything but the NLL."""

FAST = Protocol(nll_samples=100)
"""The quick NLL."""

FULL = Protocol(nll_samples=5000)
"""The NLL of published comparisons."""
