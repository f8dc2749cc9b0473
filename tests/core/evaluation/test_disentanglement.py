"""Scores of codes whose scores are known: the factors themselves, nothing, everything twice."""

import numpy as np
import pytest

from core.evaluation import disentanglement as scores
from core.evaluation.protocols import Disentanglement, Told

SIZES = (4, 3, 5)
SMALL = Disentanglement(400, 200, rounds=10, train_votes=200, test_votes=100)


@pytest.fixture(scope="module")
def factors() -> np.ndarray:
    chance = np.random.default_rng(0)
    return np.stack([chance.integers(size, size=3000) for size in SIZES], axis=1)


def parted(codes: np.ndarray, factors: np.ndarray) -> tuple[np.ndarray, ...]:
    return codes[:400], factors[:400], codes[400:700], factors[400:700]


def votes(codes: np.ndarray, factors: np.ndarray) -> float:
    return scores.factor_score(codes, factors, (300, 150), 64, 0.05, np.random.default_rng(1))


def test_the_factors_themselves_score_high(factors: np.ndarray) -> None:
    codes = factors.astype(np.float32)
    assert scores.mig(codes, factors) >= 0.9
    assert votes(codes, factors) == 1
    found = scores.dci(*parted(codes, factors), rounds=10, seed=0)
    assert all(value >= 0.9 for value in found.values())


def test_zeros_score_low(factors: np.ndarray) -> None:
    codes = np.zeros_like(factors, dtype=np.float32)
    assert scores.mig(codes, factors) <= 0.2
    assert scores.sap(*parted(codes, factors), c=0.01, seed=0) <= 0.2
    assert votes(codes, factors) == 0
    found = scores.dci(*parted(codes, factors), rounds=5, seed=0)
    assert found["disentanglement"] <= 0.2
    assert found["informativeness"] <= 0.5


def test_duplicated_latents_leave_no_gap(factors: np.ndarray) -> None:
    codes = np.concatenate([factors, factors], axis=1).astype(np.float32)
    assert scores.mig(codes, factors) <= 0.1
    assert scores.sap(*parted(codes, factors), c=0.01, seed=0) <= 0.1


def test_mig_by_hand() -> None:
    """The first latent tells a fair coin whole, the second half of it: (ln 2 − ½ ln 2) / ln 2."""
    coin = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    half = np.array([0, 0, 0, 0, 1, 1, 0, 0])
    told = np.log(2) - (0.75 * (np.log(3) - 2 / 3 * np.log(2)))
    codes = np.stack([coin, half], axis=1).astype(float)
    assert scores.mig(codes, coin[:, None]) == pytest.approx(1 - told / np.log(2))


def test_the_sap_of_a_linear_code_is_the_gap_to_chance(factors: np.ndarray) -> None:
    coin = (factors[:, :1] >= 2).astype(int)
    noise = np.random.default_rng(2).normal(size=(3000, 1))
    codes = np.concatenate([4.0 * coin - 2, noise], axis=1)
    assert scores.sap(*parted(codes, coin), c=0.01, seed=0) == pytest.approx(0.5, abs=0.1)


def test_redundant_codes_are_not_complete() -> None:
    twice = np.vstack([5 * np.eye(5), 5 * np.eye(5)])
    assert scores.completeness(twice) == pytest.approx(1 - np.log(2) / np.log(10), abs=1e-9)
    assert scores.completeness(twice) == pytest.approx(0.69897, abs=1e-5)
    assert scores.disentanglement(twice) == pytest.approx(1)


def test_one_code_for_two_factors_is_not_disentangled() -> None:
    shared = np.hstack([5 * np.eye(5), 5 * np.eye(5)])
    assert scores.disentanglement(shared) == pytest.approx(0.69897, abs=1e-5)
    assert scores.completeness(shared) == pytest.approx(1)


def test_codes_without_importance_weigh_nothing() -> None:
    assert scores.disentanglement(np.zeros((3, 2))) == 0
    with_idle = np.vstack([np.eye(2), np.zeros((1, 2))])
    assert scores.disentanglement(with_idle) == pytest.approx(1)


def test_a_rotation_of_two_latents_lowers_every_score(factors: np.ndarray) -> None:
    codes = factors[:, :2] - factors[:, :2].mean(axis=0)
    turned = codes @ np.array([[1, -1], [1, 1]]) / np.sqrt(2)
    straight = scores.measure(codes, factors[:, :2], SMALL, 0)
    mixed = scores.measure(turned, factors[:, :2], SMALL, 0)
    for name in ("factor_score", "sap"):
        assert mixed[name] < straight[name]
    assert scores.mig(turned, factors[:, :2]) < scores.mig(codes, factors[:, :2])
    assert mixed["dci"]["disentanglement"] < straight["dci"]["disentanglement"]


def test_a_small_test_set_is_parted_in_proportion(factors: np.ndarray) -> None:
    codes = factors.astype(np.float32)
    found = scores.measure(codes[:300], factors[:300], SMALL, 0)
    assert found["factor_points"] == 300
    assert scores.measure(codes, factors, SMALL, 0)["factor_points"] == 600
    single = scores.measure(codes[:300, :1], factors[:300], SMALL, 0)
    assert single["sap"] is None
    assert scores.told(codes[:300, :1], factors[:300], ("a", "b", "c"), Told())["mig"] is None


def test_what_a_copy_tells_of_a_factor_is_its_entropy(factors: np.ndarray) -> None:
    chance = np.random.default_rng(4)
    codes = np.stack([factors[:, 1], chance.normal(size=len(factors))], axis=1)
    found = scores.told(codes, factors, ("a", "b", "c"), Told(points=2000))
    matrix, entropy = (np.array(found["factor_information"][key]) for key in ("nats", "entropy"))
    np.testing.assert_allclose(entropy, np.log(SIZES), atol=2e-3)
    assert matrix[0, 1] == pytest.approx(entropy[1], rel=1e-9)
    assert np.delete(matrix, 1, axis=1).max() < 0.05
    assert matrix[1].max() < 0.05
    assert found["factor_information"]["factors"] == ["a", "b", "c"]
    assert found["mig_points"] == 2000
    assert found["mig"] == pytest.approx(scores.mig(codes[:2000], factors[:2000]))


def test_a_factor_that_does_not_vary_has_no_gap() -> None:
    still = np.stack([np.zeros(100, int), np.arange(100) % 2], axis=1)
    codes = np.stack([still[:, 1], np.zeros(100)], axis=1)
    assert scores.mig(codes, still) == pytest.approx(1)
