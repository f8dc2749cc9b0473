"""How far a map in the plane is to be trusted: what it keeps of the codes' neighbourhoods."""

from typing import Any

import numpy as np

ASKED = 1_000
"""Both scores ask so many of the points, the first: more would cost seconds, and gigabytes."""
COMPARED = 15
"""Neighbours that both scores look at."""


def faithfulness(codes: np.ndarray, points: np.ndarray) -> dict[str, Any]:
    """Scores in [0, 1] of points [N, 2] that lay out codes [N, L], Euclidean on both sides.

    `neighbours_kept`: mean share of a point's 15 nearest codes that are also among its 15 nearest
    on the map, of all N, over the first ≤ 1,000 points. `trustworthiness` (Venna and Kaski, 2001):
    1 less a penalty for map neighbours that are far apart as codes, within those points.
    """
    some = min(len(codes), ASKED)
    count = max(1, min(COMPARED, (len(codes) - 1) // 2))
    before, after = (_nearest(values, some, count) for values in (codes, points))
    kept = [len(np.intersect1d(a, b)) / count for a, b in zip(before, after, strict=True)]
    within = max(1, min(count, (some - 1) // 2))
    return {
        "compared_neighbours": count,
        "neighbours_kept": round(float(np.mean(kept)), 4),
        "trustworthiness": round(_trustworthiness(codes[:some], points[:some], within), 4),
        "trustworthiness_points": some,
    }


def _trustworthiness(codes: np.ndarray, points: np.ndarray, count: int) -> float:
    """1 − 2/(n k (2n − 3k − 1)) Σᵢ Σⱼ max(0, r(i, j) − k), j the k nearest of i on the map and
    r(i, j) the rank of j among the neighbours of i as codes, from 1."""
    total = len(codes)
    order = _distances(codes, codes).argsort(axis=1, kind="stable")
    ranks = np.empty_like(order)
    ranks[np.arange(total)[:, None], order] = np.arange(1, total + 1)
    beyond = np.take_along_axis(ranks, _nearest(points, total, count), axis=1) - count
    penalty = float(np.maximum(beyond, 0).sum())
    return 1 - penalty * 2 / (total * count * (2 * total - 3 * count - 1))


def _nearest(values: np.ndarray, some: int, count: int) -> np.ndarray:
    """Indices [some, count] of the nearest other rows of each of the first rows."""
    return np.argpartition(_distances(values[:some], values), count - 1, axis=1)[:, :count]


def _distances(some: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Squared distances [some, N]; a row from itself is infinitely far, and so never a neighbour.

    From centred values, or what many codes have in common would drown how they differ.
    """
    centre = values.mean(axis=0, dtype=np.float64)
    a, b = (part.astype(np.float64) - centre for part in (some, values))
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    squares[np.arange(len(a)), np.arange(len(a))] = np.inf
    return np.asarray(squares)
