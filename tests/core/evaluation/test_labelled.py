"""What labels and causes allow to be measured, and that it is left out where there are none."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.data.prepared import Prepared
from core.evaluation import labelled
from core.evaluation.evaluate import evaluate
from core.evaluation.protocols import (
    FAST,
    FULL,
    TRAINED,
    Anomaly,
    Disentanglement,
    Peers,
    Probe,
    protocol_of,
)
from tests.core.evaluation.made import Made, data, made

SMALL = replace(
    TRAINED,
    form="small",
    disentanglement=Disentanglement(80, 40, rounds=3, train_votes=50, test_votes=50),
    probe=Probe(600, (1.0, 100.0)),
    anomaly=Anomaly(50),
    peers=Peers(300, 100, iterations=4),
)
PLAIN = {"family": "plain", "latent_dim": 3}
SPARSE = {"family": "sparse", "features": 10, "variant": "topk", "k": 2}
VAE = {"family": "variational", "latent_dim": 3}


def case(model: dict, prepared: Prepared | None = None) -> tuple[Made, labelled.Case]:
    one = made(model, prepared)
    return one, labelled.Case(one.model, one.spec, one.prepared, SMALL)


def with_factors(prepared: Prepared) -> Prepared:
    y = prepared.test.y
    factors = np.stack([y, np.arange(len(y)) % 2], axis=1)
    return replace(prepared, test=replace(prepared.test, factors=factors))


@pytest.mark.parametrize("model", [PLAIN, SPARSE, VAE])
def test_everything_at_once_is_json_and_repeats_itself(model: dict) -> None:
    one = made(model, with_factors(data()))
    found = evaluate(one.model, one.spec, one.prepared, SMALL)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert {"mig", "dci", "factor_score", "sap", "probe_accuracy"} <= set(found["test"])
    assert set(found["test"]["dci"]) == {"disentanglement", "completeness", "informativeness"}
    assert found["evaluation"]["form"] == "small"
    assert found["evaluation"]["probe"] == {"train": 600, "strengths": [1.0, 100.0]}
    assert found["peers"]["pca"]["train_examples"] == 300
    assert ("dictionary_learning" in found["peers"]) == (model is SPARSE)
    assert found == evaluate(one.model, one.spec, one.prepared, SMALL)


def test_what_codes_tell_of_causes_is_known_after_every_training() -> None:
    one = made(VAE, with_factors(data()))
    found = evaluate(one.model, one.spec, one.prepared, TRAINED)["test"]
    assert np.shape(found["factor_information"]["nats"]) == (3, 2)
    assert 0 <= found["mig"] <= 1
    assert "dci" not in found


def test_the_probe_reads_classes_that_lie_apart_and_says_what_inputs_alone_give() -> None:
    _, one = case(PLAIN)
    found = labelled.reading(one)
    assert found["probe_accuracy_of_inputs"] > 0.9
    assert 0.4 < found["probe_accuracy"] <= 1
    assert found["probe_train"] == 600
    assert found["probe_strength"] in (1.0, 100.0)


def test_without_labels_validation_or_factors_nothing_is_made_up() -> None:
    whole = data()
    unlabelled = replace(whole, label_names=())
    assert labelled.reading(case(PLAIN, unlabelled)[1]) == {}
    unvalidated = replace(whole, validation=replace(whole.validation, x=whole.validation.x[:0],
                                                    y=whole.validation.y[:0]))  # fmt: skip
    assert labelled.reading(case(PLAIN, unvalidated)[1]) == {}
    assert labelled.causes(case(PLAIN, whole)[1]) == {}
    assert labelled.anomalies(case(PLAIN, whole)[1]) == {}


@pytest.mark.parametrize("model", [PLAIN, VAE])
def test_anomaly_scores_stand_beside_one_that_knows_labels(
    model: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelled, "ANOMALIES", {"digits": "c"})
    found = labelled.anomalies(case(model)[1])["anomaly"]
    assert found["positive"] == "c"
    assert found["positives"] == 43
    scores = found["scores"]
    own = {"reconstruction_error"} | ({"negative_elbo"} if model is VAE else set())
    assert set(scores) == own | {"mahalanobis_distance", "logistic_regression"}
    for one in scores.values():
        low, high = one["interval"]
        assert 0 <= low <= one["auc"] <= high <= 1
    assert scores["logistic_regression"]["auc"] > 0.95


def test_training_labels_all_alike_teach_no_regression(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = data()
    alike = replace(whole, train=replace(whole.train, y=np.zeros_like(whole.train.y)))
    monkeypatch.setattr(labelled, "ANOMALIES", {"digits": "c"})
    found = labelled.anomalies(case(PLAIN, alike)[1])["anomaly"]["scores"]
    assert set(found) == {"reconstruction_error", "mahalanobis_distance"}


def test_no_test_label_is_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """With test labels shuffled no score can be better than chance."""
    whole = data()
    chance = np.random.default_rng(0)
    shuffled = replace(whole, test=replace(whole.test, y=chance.permutation(whole.test.y)))
    monkeypatch.setattr(labelled, "ANOMALIES", {"digits": "c"})
    found = labelled.anomalies(case(PLAIN, shuffled)[1])["anomaly"]["scores"]
    for one in found.values():
        assert 0.35 < one["auc"] < 0.65


def test_both_forms_of_a_protocol_state_their_sizes() -> None:
    assert protocol_of("full", "image") == FULL
    text = protocol_of("full", "text")
    assert (text.nll_samples, text.nll_examples, text.form) == (1_000, 1_000, "full")
    fast, full = FAST.as_dict(), FULL.as_dict()
    assert set(fast) == set(full)
    for name in ("disentanglement", "probe", "anomaly"):
        assert fast[name] is not None
        assert full[name] is not None
    assert (FULL.nll_samples, FULL.disentanglement.train, FULL.disentanglement.test) == (
        5_000, 10_000, 5_000,
    )  # fmt: skip
    assert (fast["form"], full["form"]) == ("fast", "full")
