"""Sparse codes of scikit-learn's digits, read by a linear classifier, beside the raw pixels.

All splits: 35 % of the 1,797 digits for testing, dealt out by scikit-learn's seed 1; a fifth of the
rest is validation for the classifier (the autoencoder, which sees no label, trains on all of it).
"""

import math
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from core.data.prepared import Prepared, Split
from core.evaluation.probe import Labelled, probe
from core.models import Model
from core.reproductions import Experiment, Number, Reference
from core.spec import RunSpec, parse_spec
from core.training.clock import Clock
from core.training.session import Session

TITLE = "Digits read from sparse codes"
FAMILY = "sparse"
REFERENCE = "plain reference code"
PUBLISHED = "three runs of the published protocol (99.2, 98.7, 98.9 %); its authors state 99.0 %"
LOGISTIC = "logistic regression, C chosen on a fifth of the training digits"
FLATTERING = "linear SVC, C chosen on the test digits, as published"
STRENGTHS = tuple(10.0**power for power in range(-2, 5))
K_SPARSE = {"variant": "k_sparse", "features": 256, "k": 10, "alpha": 3}
FC_WTA = {"variant": "fc_wta", "features": 256, "rate": 0.05, "decoder_norm": "free"}
"""The published rate, which also was best on validation digits among .03, .05, .07 and .1 (two
seeds: 97.4, 97.9, 97.0 and 97.2 %); the learning rate was chosen there too, 1e-3 before 1e-2."""


class Digits:
    """Pixels in [0, 1], parted into training, validation and test examples."""

    def __init__(self) -> None:
        digits = load_digits()
        x, y = (digits.data / 16).astype(np.float32), digits.target
        whole = train_test_split(x, y, test_size=0.35, random_state=1)
        parts = train_test_split(whole[0], whole[2], test_size=0.2, random_state=1)
        self.train: Labelled = whole[0], whole[2]
        self.test: Labelled = whole[1], whole[3]
        self.fitting: Labelled = parts[0], parts[2]
        self.validation: Labelled = parts[1], parts[3]

    def prepared(self) -> Prepared:
        """As a data set to train on: all but the test digits."""
        train, test = (Split(x, y.astype(np.int64)) for x, y in (self.train, self.test))
        return Prepared(train, test, test, (8, 8), tuple("0123456789"), "digits", (0.0, 1.0))

    def probed(self, model: Model | None = None) -> float:
        """Test accuracy of the probe on codes, or on pixels; C chosen on validation."""
        parts = (coded(model, part) for part in (self.fitting, self.validation, self.test))
        return probe(*parts, STRENGTHS).accuracy

    def best_of_svcs(self, model: Model | None = None) -> float:
        """The published protocol: the best test accuracy of linear SVCs with C from 1e-5 to 1e5."""
        train, test = coded(model, self.train), coded(model, self.test)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return max(
                float(LinearSVC(C=c, random_state=0).fit(*train).score(*test))
                for c in np.logspace(-5, 5, 11)
            )


TEST = 629
"""35 % of the 1,797 digits."""


def close(reference: Reference) -> Number:
    """At most one standard error, on so many test digits, below the expected accuracy."""
    share = reference.value / 100
    low = reference.value - 100 * math.sqrt(share * (1 - share) / TEST)
    return Number("Accuracy", "probe_accuracy", "%", reference, low=round(low, 3))


def coded(model: Model | None, part: Labelled) -> Labelled:
    """The codes of labelled pixels; without a model the pixels themselves."""
    if model is None:
        return part
    with torch.inference_mode():
        return model.encode(torch.as_tensor(part[0])).numpy(), part[1]


def specification(model: dict[str, Any], seed: int, **training: Any) -> RunSpec:
    return parse_spec(
        {
            "dataset": {"name": "digits", "scale": "none"},
            "model": {"family": "sparse", **model},
            "training": {"device": "cpu", "learning_rate": 1e-3, "seed": seed, **training},
        }
    )


def trained(digits: Digits, spec: RunSpec, *, output_bias: bool = True) -> Model:
    """A sparse model trained as any run would be; without `output_bias`, b_dec stays at 0."""
    session = Session(spec, digits.prepared(), torch.device("cpu"), Clock())
    if not output_bias:
        bias = session.model.get_parameter("b_dec")
        bias.data.zero_()
        bias.register_hook(torch.zeros_like)
    for _ in range(session.total):
        session.advance()
    return session.model.eval()


def k_sparse(seed: int = 0) -> RunSpec:
    return specification(K_SPARSE, seed, steps=4_000, batch_size=128)


def fc_wta(seed: int = 0) -> RunSpec:
    return specification(FC_WTA, seed, steps=10_000, batch_size=256)


def plan(full: bool) -> list[Experiment]:
    """One seed; in full three. The splits are this benchmark's own, not the specification's."""
    seeds = tuple(range(3 if full else 1))
    raw, kept = (Reference(value, REFERENCE, "code") for value in (97.0, 98.2))
    raw_published, winners = (Reference(value, PUBLISHED, "code") for value in (96.7, 98.9))
    shown = Number("Accuracy", "probe_accuracy", "%", winners)
    ours = (
        "Adam 1e-3 on pixels 0..1 (published: 1e-2 on 0..16), 10,000 steps of 256, p 5 %, no "
        "output bias; settings chosen on validation digits"
    )
    return [
        Experiment("Raw pixels", LOGISTIC, (close(raw),)),
        Experiment(
            "k-sparse, k 10, α 3",
            f"{LOGISTIC}; Adam 1e-3, 4,000 steps of 128, unit atoms",
            (close(kept),),
            k_sparse().as_dict(),
            seeds,
        ),
        Experiment("Raw pixels, published protocol", FLATTERING, (close(raw_published),)),
        Experiment(
            "FC-WTA, published protocol",
            f"{FLATTERING}; {ours}",
            (close(winners),),
            fc_wta().as_dict(),
            seeds,
            "C is chosen on the test digits, which flatters whoever does it; our learning rate "
            "and p were chosen on validation digits, theirs nobody says where. One test digit is "
            f"{100 / TEST:.2f} %.",
        ),
        Experiment(
            "FC-WTA, C chosen on validation",
            f"{LOGISTIC}; {ours}",
            (shown,),
            fc_wta().as_dict(),
            seeds,
            "Theirs comes from C chosen on the test digits: shown beside ours, no mark.",
        ),
        Experiment(
            "FC-WTA with the output bias that our models have by default",
            f"{FLATTERING}; the encoder then centres its inputs",
            (shown,),
            fc_wta().as_dict(),
            seeds[:1],
        ),
    ]


def measure(full: bool) -> Iterator[Experiment]:
    digits = Digits()
    raw, kept, raw_published, winners, chosen, biased = plan(full)
    yield percent(raw, digits.probed())
    yield percent(kept, *(digits.probed(trained(digits, k_sparse(s))) for s in kept.seeds))
    yield percent(raw_published, digits.best_of_svcs())
    models = [trained(digits, fc_wta(seed), output_bias=False) for seed in winners.seeds]
    yield percent(winners, *(digits.best_of_svcs(model) for model in models))
    yield percent(chosen, *(digits.probed(model) for model in models))
    yield percent(biased, digits.best_of_svcs(trained(digits, fc_wta())))


def percent(planned: Experiment, *shares: float) -> Experiment:
    return planned.found([100 * share for share in shares])
