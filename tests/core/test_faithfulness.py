"""How far a map is to be trusted: known answers, and scikit-learn's."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

from core.faithfulness import faithfulness


def codes(count: int, size: int = 6) -> np.ndarray:
    return np.random.default_rng(0).normal(5, 1, (count, size)).astype(np.float32)


def test_a_perfect_map_scores_1_and_a_random_one_chance() -> None:
    flat = codes(600, 2)
    perfect = faithfulness(flat, flat * 4)
    assert (perfect["neighbours_kept"], perfect["trustworthiness"]) == (1, 1)
    random = faithfulness(flat, np.random.default_rng(1).normal(size=(600, 2)))
    assert random["neighbours_kept"] < 0.08
    assert random["trustworthiness"] == pytest.approx(0.5, abs=0.05)


def test_the_scores_are_those_of_scikit_learn() -> None:
    given = codes(1_300)
    points = given[:, :2]
    found = faithfulness(given, points)
    wanted = trustworthiness(given[:1_000], points[:1_000], n_neighbors=15)
    assert found["trustworthiness"] == pytest.approx(wanted, abs=1e-4)
    before, after = (
        NearestNeighbors(n_neighbors=15).fit(v).kneighbors(return_distance=False)[:1_000]
        for v in (given, points)
    )
    kept = np.mean([len(set(a) & set(b)) / 15 for a, b in zip(before, after, strict=True)])
    assert found["neighbours_kept"] == pytest.approx(kept, abs=1e-4)
    assert found["trustworthiness_points"] == 1_000


@pytest.mark.parametrize("count", [3, 10, 20])
def test_a_few_points_are_compared_by_fewer_neighbours(count: int) -> None:
    given = codes(count)
    found = faithfulness(given, given[:, :2])
    assert found["compared_neighbours"] == (count - 1) // 2
    assert 0 <= found["neighbours_kept"] <= 1
    assert 0 <= found["trustworthiness"] <= 1
