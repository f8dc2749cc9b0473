"""A mixture fitted to codes: it finds the clusters that are there, and says how it chose."""

import numpy as np
import pytest

from core.mixture import FULL_UP_TO, fit

CENTRES = np.array([[0.0, 0.0], [6.0, 0.0], [0.0, 6.0], [6.0, 6.0]])


def clusters(count: int, seed: int) -> np.ndarray:
    draws = np.random.default_rng(seed)
    return CENTRES[draws.integers(0, 4, count)] + draws.normal(0, 0.5, (count, 2))


def test_four_clusters_are_four_gaussians() -> None:
    shares: list[float] = []
    found = fit(clusters(800, 0), clusters(400, 1), seed=0, report=shares.append)
    assert found.chosen_by == "validation likelihood"
    assert [count for count, _ in found.tried][:3] == [1, 2, 4]
    assert len(found.weights) == 4
    assert found.weights.sum() == pytest.approx(1)
    order = np.lexsort(found.means.T.round())
    np.testing.assert_allclose(found.means[order], CENTRES, atol=0.1)
    spread = found.factors @ found.factors.transpose(0, 2, 1)
    np.testing.assert_allclose(spread, np.broadcast_to(0.25 * np.eye(2), (4, 2, 2)), atol=0.08)
    assert shares == sorted(shares)


def test_without_validation_codes_bic_chooses() -> None:
    found = fit(clusters(800, 0), np.zeros((0, 2)), seed=0)
    assert (found.chosen_by, len(found.weights)) == ("BIC", 4)


def test_one_cloud_is_one_gaussian_and_few_codes_make_few() -> None:
    draws = np.random.default_rng(0)
    cloud, other = draws.normal(2, 3, (600, 3)), draws.normal(2, 3, (600, 3))
    assert len(fit(cloud, other, seed=0).weights) == 1
    assert max(count for count, _ in fit(cloud[:9], other, seed=0).tried) <= 4


def test_wide_codes_have_variances_alone() -> None:
    codes = np.random.default_rng(0).normal(0, 2, (300, FULL_UP_TO + 1))
    found = fit(codes, codes, seed=0)
    assert found.diagonal
    assert found.factors.shape == found.means.shape
