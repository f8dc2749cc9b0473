"""Areas under the ROC curve, their intervals, and Mahalanobis distance, against other answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.covariance import EmpiricalCovariance
from sklearn.metrics import roc_auc_score

from core.evaluation.anomaly import area, mahalanobis, roc_auc, roc_curve


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_auc_agrees_with_scikit_learn_ties_and_all(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    positive = np.array([kind for _, kind in pairs])
    found = roc_auc(scores, positive)
    if positive.all() or not positive.any():
        assert found is None
    else:
        assert found == pytest.approx(roc_auc_score(positive, scores))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_the_area_under_the_corners_is_the_auc(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    positive = np.array([kind for _, kind in pairs])
    if positive.all() or not positive.any():
        return
    curve = roc_curve(scores, positive)
    ends = [(line[0], line[-1]) for line in (curve.false_alarms, curve.found)]
    assert ends == [(0.0, 1.0), (0.0, 1.0)]
    under = np.trapezoid(curve.found, curve.false_alarms)
    assert under == pytest.approx(roc_auc(scores, positive))


def test_equal_scores_are_a_slope_and_straight_runs_have_no_corners_between() -> None:
    scores = np.array([3.0, 2.0, 1.0, 1.0, 0.0])
    positive = np.array([True, True, True, False, False])
    curve = roc_curve(scores, positive)
    assert curve.found == pytest.approx((0, 2 / 3, 1, 1))
    assert curve.false_alarms == pytest.approx((0, 0, 1 / 2, 1))


def test_a_bootstrap_interval_covers_what_it_should() -> None:
    """Normal scores one standard deviation apart: AUC = Φ(1/√2) = .7602."""
    chance = np.random.default_rng(0)
    positive = np.arange(160) < 60
    covered = 0
    for _ in range(60):
        found = area(chance.normal(size=160) + positive, positive, 200, 0.9, chance)
        assert found is not None
        assert found.low <= found.auc <= found.high
        covered += found.low <= 0.7602 <= found.high
    assert 46 <= covered <= 60  # 54 expected, standard deviation 2.3


def test_a_perfect_score_has_no_spread_and_one_kind_has_no_area() -> None:
    positive = np.arange(20) < 8
    chance = np.random.default_rng(0)
    found = area(positive.astype(float), positive, 50, 0.95, chance)
    assert found is not None
    assert found.as_dict() == {
        "auc": 1.0,
        "interval": [1.0, 1.0],
        "curve": {"false_alarms": [0.0, 0.0, 1.0], "found": [0.0, 1.0, 1.0]},
    }
    assert area(np.zeros(20), np.zeros(20, bool), 50, 0.95, chance) is None


def test_mahalanobis_agrees_with_scikit_learn() -> None:
    chance = np.random.default_rng(0)
    train = chance.normal(size=(200, 4)) @ chance.normal(size=(4, 4)) + 3
    x = chance.normal(size=(50, 4)) + 3
    expected = EmpiricalCovariance().fit(train).mahalanobis(x) * 199 / 200  # its Σ is over N
    assert mahalanobis(train, x) == pytest.approx(expected)


def test_mahalanobis_ignores_directions_without_variance() -> None:
    chance = np.random.default_rng(0)
    train = np.concatenate([chance.normal(size=(200, 2)), np.ones((200, 1))], axis=1)
    x = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 50.0]])
    found = mahalanobis(train, x)
    assert found[0] == pytest.approx(found[1])
    assert mahalanobis(train[:, :1], x[:, :1]).shape == (2,)
