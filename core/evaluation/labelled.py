"""What is measured with labels or known causes that training never saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.evaluation import disentanglement, variational
from core.evaluation.anomaly import Area, area, mahalanobis
from core.evaluation.examples import Examples, Numbers, examples_of
from core.evaluation.probe import Probe, probe
from core.evaluation.protocols import ANOMALIES, Protocol
from core.models.base import Model
from core.models.variational import VariationalAutoencoder
from core.rows import Matrix, as_matrix
from core.spec import RunSpec
from core.streams import stream_seed

if TYPE_CHECKING:
    from core.data import Prepared

Scores = NDArray[np.floating]


@dataclass(frozen=True)
class Case:
    """A model, its data and how much of what is measured."""

    model: Model
    spec: RunSpec
    prepared: "Prepared"
    protocol: Protocol

    def examples(self, part: str, most: int | None = None) -> Examples:
        return examples_of(self.model, self.spec, self.prepared, part, most)

    def codes(self, data: Examples) -> Scores:
        """Codes [N, L] of examples, where they are distributions their means."""
        parts = [self.model.encode(x) for _, x in data.batches(self.protocol.batch)]
        return torch.cat(parts).float().cpu().numpy()

    def seed(self, name: str) -> int:
        """For scikit-learn, which takes 32 bits."""
        return stream_seed(self.protocol.noise_seed, f"evaluation/{name}") % 2**32


@torch.inference_mode()
def causes(case: Case) -> Numbers:
    """What test codes tell of known factors, where data was drawn from any; else nothing.

    Mutual information costs next to nothing and is always measured; what trains classifiers only
    where the protocol asks for it.
    """
    factors, protocol = case.prepared.test.factors, case.protocol
    if factors is None:
        return {}
    codes = case.codes(case.examples("test"))
    found = disentanglement.told(codes, factors, case.prepared.factor_names, protocol.told)
    if protocol.disentanglement is not None:
        seed = case.seed("disentanglement")
        found |= disentanglement.measure(codes, factors, protocol.disentanglement, seed)
    return found


@torch.inference_mode()
def reading(case: Case) -> Numbers:
    """How well a linear probe reads labels from codes and, beside it, from the inputs themselves.

    Nothing without labels, or without validation examples to choose C by.
    """
    sizes = case.protocol.probe
    if sizes is None or not case.prepared.label_names or not len(case.prepared.validation):
        return {}
    parts = _parts(case, sizes.train)
    if len(np.unique(parts[0].labels.cpu())) < 2:
        return {}
    by_codes = _probe(parts, [case.codes(part) for part in parts], sizes.strengths)
    by_inputs = _probe(parts, [as_matrix(part.grey) for part in parts], sizes.strengths)
    return {
        "probe_accuracy": by_codes.accuracy,
        "probe_strength": by_codes.strength,
        "probe_train": len(parts[0].labels),
        "probe_accuracy_of_inputs": by_inputs.accuracy,
    }


@torch.inference_mode()
def anomalies(case: Case) -> Numbers:
    """How well scores that know no label tell the class that a data set is about.

    The model, trained as ever on all training examples, gives each test example its squared
    reconstruction error at the mean code and, if variational, its negative ELBO: higher means
    stranger, whichever way that turns out. Beside them the Mahalanobis distance from the training
    examples, which knows no label either, and a logistic regression of the label on the inputs,
    which does: fitted on training labels, its C chosen on validation. Test labels only score.
    Intervals are bootstrap intervals over the same resamples of test examples. The regression is
    left out where the training labels are all alike.
    """
    sizes, positive = case.protocol.anomaly, ANOMALIES.get(case.spec.dataset.name)
    if sizes is None or positive is None or not len(case.prepared.validation):
        return {}
    parts = _parts(case, None)
    is_positive = case.prepared.test.y == case.prepared.label_names.index(positive)
    scores = _scores(case, parts[2])
    scores["mahalanobis_distance"] = mahalanobis(case.prepared.train.x, case.prepared.test.x)
    if len(np.unique(case.prepared.train.y)) > 1:
        taught = _probe(parts, [part.grey.cpu().numpy() for part in parts], sizes.strengths)
        column = list(taught.classes).index(case.prepared.label_names.index(positive))
        scores["logistic_regression"] = taught.probabilities[:, column]

    def scored(values: Scores) -> Area | None:
        chance = np.random.default_rng(case.seed("anomaly"))
        return area(values, is_positive, sizes.resamples, sizes.confidence, chance)

    found = {name: scored(values) for name, values in scores.items()}
    return {
        "anomaly": {
            "positive": positive,
            "positives": int(is_positive.sum()),
            "examples": len(is_positive),
            "scores": {name: one.as_dict() for name, one in found.items() if one},
        }
    }


def _scores(case: Case, test: Examples) -> dict[str, Scores]:
    """What the model itself finds strange, one number a test example."""
    decoded = [
        case.model.decode(case.model.encode(x)) for x in test.given.split(case.protocol.batch)
    ]
    found = {"reconstruction_error": _array((test.grey - torch.cat(decoded)).square().sum(dim=1))}
    if isinstance(case.model, VariationalAutoencoder):
        terms = variational.per_example(case.model, test.given, case.protocol)
        found["negative_elbo"] = -_array(terms["elbo"])
    return found


def _parts(case: Case, most: int | None) -> tuple[Examples, Examples, Examples]:
    return case.examples("train", most), case.examples("validation"), case.examples("test")


def _probe(
    parts: tuple[Examples, Examples, Examples],
    codes: Sequence[Matrix],
    strengths: tuple[float, ...],
) -> Probe:
    train, validation, test = (
        (z, part.labels.cpu().numpy()) for z, part in zip(codes, parts, strict=True)
    )
    return probe(train, validation, test, strengths)


def _array(values: Tensor) -> Scores:
    return values.double().cpu().numpy()
