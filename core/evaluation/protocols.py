"""How much of what is measured: every size that a number on screen depends on, as data.

A protocol has one name and two forms, *fast* and *full*; what was used stands in the summary.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Told:
    """What latents tell of known factors, and MIG: points, and bins of equal width a latent."""

    points: int = 10_000
    bins: int = 20


@dataclass(frozen=True)
class Disentanglement:
    """Sizes of DCI, the FactorVAE score and SAP; how each is defined stands with its code.

    `train` and `test` points (where a test set has fewer than both together, it is parted in the
    same proportion), boosting `rounds` (DCI), votes of `vote_batch` examples each and the least
    deviation of a latent that takes part (FactorVAE), the SVC's C (SAP).
    """

    train: int
    test: int
    rounds: int
    train_votes: int
    test_votes: int
    vote_batch: int = 64
    least_deviation: float = 0.05
    svc: float = 0.01


@dataclass(frozen=True)
class Probe:
    """A logistic regression on codes: training examples, and the C that validation chooses of."""

    train: int
    strengths: tuple[float, ...]


@dataclass(frozen=True)
class Anomaly:
    """Resamples of the test set behind an interval, the share of them that it holds, and the C that
    validation chooses of for the logistic regression beside."""

    resamples: int
    confidence: float = 0.95
    strengths: tuple[float, ...] = (0.1, 1.0, 10.0, 100.0)


@dataclass(frozen=True)
class Generation:
    """Codes the sampler of sparse codes is fitted on, and examples that are drawn and compared."""

    codes: int = 4000
    examples: int = 1000


@dataclass(frozen=True)
class Peers:
    """Training and test examples that other methods see; coordinate descent is slow."""

    train: int
    test: int
    iterations: int


@dataclass(frozen=True)
class Protocol:
    """Sizes of an evaluation.

    `nll_samples`: importance samples per example for the NLL, 0 for none; it is measured on the
    first `nll_examples` test examples, on all where that is None. What else is None, is not
    measured.
    """

    form: str
    nll_samples: int
    nll_examples: int | None = None
    posterior_samples: int = 16
    train_examples: int = 1000
    neighbours: int = 5
    mutual_information_codes: int = 1000
    batch: int = 1000
    samples_at_once: int = 4
    noise_seed: int = 0
    generation: Generation = Generation()
    told: Told = Told()
    disentanglement: Disentanglement | None = None
    probe: Probe | None = None
    anomaly: Anomaly | None = None
    peers: Peers | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, as it stands in a summary."""
        return asdict(self, dict_factory=_listed)


def _listed(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """A dictionary with lists for tuples, which JSON does not have."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields}


ANOMALIES = {"breast_cancer": "malignant"}
"""Data set → the label whose examples are to stand out from the others."""

TRAINED = Protocol(form="trained", nll_samples=0, anomaly=Anomaly(200))
"""After training: what costs seconds."""

FAST = Protocol(
    form="fast",
    nll_samples=100,
    disentanglement=Disentanglement(1_000, 500, rounds=20, train_votes=1_000, test_votes=500),
    probe=Probe(2_000, (0.1, 1.0, 10.0, 100.0)),
    anomaly=Anomaly(1_000),
)
"""The quick form."""

_STRENGTHS = (0.01, 0.1, 1.0, 10.0, 100.0, 1_000.0, 10_000.0)

FULL = Protocol(
    form="full",
    nll_samples=5_000,
    nll_examples=1_000,
    mutual_information_codes=10_000,
    disentanglement=Disentanglement(
        10_000, 5_000, rounds=100, train_votes=10_000, test_votes=5_000
    ),
    probe=Probe(60_000, _STRENGTHS),
    anomaly=Anomaly(10_000, strengths=_STRENGTHS),
    peers=Peers(8_000, 1_000, iterations=1_000),
)
"""The sizes of published comparisons."""

_OF_TEXT = {"fast": FAST, "full": replace(FULL, nll_samples=1_000)}
"""A decoder of thousands of words takes four times as long a sample, and no published likelihood of
these documents asks for 5,000."""


def protocol_of(form: str, kind: str) -> Protocol:
    """The "fast" or "full" protocol for a kind of data."""
    return (_OF_TEXT if kind == "text" else {"fast": FAST, "full": FULL})[form]
