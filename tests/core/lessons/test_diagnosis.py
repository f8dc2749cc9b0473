"""The curves that the lesson on diagnosis shows are those of the run that it names."""

from pathlib import Path

import numpy as np
import pytest

from core.data import load
from core.evaluation import labelled
from core.evaluation.protocols import TRAINED
from core.lessons import lesson
from core.models import DataInfo, build
from core.runs import Library, RunFolder
from core.training import train

ALIKE = ("mahalanobis_distance", "logistic_regression")
"""Scores that no training of ours has a part in."""


def shown() -> RunFolder:
    (part,) = lesson("diagnosis").live("roc")
    return Library().find(part.arguments["run"])


def test_the_scores_beside_are_recomputed() -> None:
    run = shown()
    told = (run.summary() or {})["anomaly"]
    prepared = load(run.spec.dataset)
    model = build(run.spec, DataInfo.of(prepared, run.spec)).eval()
    found = labelled.anomalies(labelled.Case(model, run.spec, prepared, TRAINED))["anomaly"]
    for name in ALIKE:
        assert found["scores"][name]["auc"] == pytest.approx(told["scores"][name]["auc"], abs=2e-3)
    for key in ("positive", "positives", "examples"):
        assert found[key] == told[key]


def test_every_curve_has_the_area_that_is_told() -> None:
    for one in (shown().summary() or {})["anomaly"]["scores"].values():
        curve = one["curve"]
        under = np.trapezoid(curve["found"], curve["false_alarms"])
        assert under == pytest.approx(one["auc"], abs=1e-4)
        assert one["interval"][0] <= one["auc"] <= one["interval"][1]


@pytest.mark.science
def test_a_training_of_the_same_settings_ranks_them_alike(runs: Path) -> None:
    told = (shown().summary() or {})["anomaly"]["scores"]
    run = Library().create(shown().spec)
    train(run)
    found = (run.summary() or {})["anomaly"]["scores"]
    for name, one in told.items():
        assert found[name]["auc"] == pytest.approx(one["auc"], abs=0.04), name
    order = ["reconstruction_error", "negative_elbo", *ALIKE]
    assert sorted(found, key=lambda name: found[name]["auc"]) == order
