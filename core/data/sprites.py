"""Sprites: shapes drawn from known factors, a look-alike of dSprites (Matthey et al., 2017).

Not dSprites: pictures are half as large, orientations and places fewer.
"""

from functools import cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from core.data.full import Progress
from core.data.prepared import Prepared, Split
from core.data.splitting import shuffled
from core.spec import DatasetSpec
from core.streams import stream_seed

SIDE = 32
"""Pixels along a side of a picture."""
FACTORS = {"shape": 3, "scale": 6, "orientation": 16, "x": 16, "y": 16}
"""How many values each factor has, in the order of the columns of `Split.factors`."""
COMBINATIONS = prod(FACTORS.values())
SHARES = {"train": (0.0, 0.7), "validation": (0.7, 0.8), "test": (0.8, 1.0)}
"""Which part of all pictures each split draws from."""
SYMMETRY = (4, 8, 16)
"""Orientations after which a square, an ellipse and a heart look the same again."""
RADIUS = (4.0, 8.0)
"""Pixels from the middle to the outermost point, at the smallest and the largest scale."""
GRAIN = 8
"""Points along a side of a pixel at which it is looked whether they lie inside."""
STAMP = SIDE - FACTORS["x"] + 1
"""Pixels along a side of what is moved about in the picture."""

Indices = NDArray[np.int64]


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """Combinations of factors, none twice, each shape as often in every split.

    No picture is in two splits: a square looks the same after a quarter turn, so it is pictures,
    not combinations, that `dataset.seed` deals out to the splits.
    """
    test_size = spec.entry.bundled.test
    sizes = {"train": spec.train_size, "validation": spec.validation_size, "test": test_size}
    factors = combinations()[shuffled(spec.seed, COMBINATIONS)]
    shares = _shares(factors, spec.seed)
    splits: dict[str, Split] = {}
    for part, size in sizes.items():
        low, high = SHARES[part]
        chosen = factors[(shares >= low) & (shares < high)][:size]
        splits[part] = Split(drawn(chosen), chosen[:, 0], chosen)
    return Prepared.of(
        spec,
        train=splits["train"],
        validation=splits["validation"],
        test=splits["test"],
        test_set=f"{spec.name}: {test_size:,} drawn pictures, a look-alike of dSprites "
        f"(seed {spec.seed})",
    )


def showcase(columns: int) -> NDArray[np.float32]:
    """A row of `columns` pictures a factor, the others held: [5 · columns, 1024], blank beyond."""
    held = np.array([2, 4, 1, 7, 7])
    pictures = np.zeros((len(FACTORS), columns, SIDE * SIDE), np.float32)
    for factor, count in enumerate(FACTORS.values()):
        steps = min(count, columns)
        walk = np.tile(held, (steps, 1))
        walk[:, factor] = np.linspace(0, count - 1, steps).round()
        pictures[factor, :steps] = drawn(walk)
    return pictures.reshape(len(FACTORS) * columns, SIDE * SIDE)


def combinations() -> Indices:
    """Every combination of factors once, [73,728, 5]; the last factor turns fastest."""
    return np.indices(tuple(FACTORS.values())).reshape(len(FACTORS), COMBINATIONS).T


def drawn(factors: Indices) -> NDArray[np.float32]:
    """Pictures [N, 1024] in [0, 1] for factors [N, 5]; x grows rightwards, y downwards."""
    pictures = np.zeros((len(factors), SIDE, SIDE), np.float32)
    x, y = factors[:, 3], factors[:, 4]
    stamps = stamped()[tuple(factors[:, :3].T)]
    for left in range(FACTORS["x"]):
        for top in range(FACTORS["y"]):
            here = (x == left) & (y == top)
            pictures[here, top : top + STAMP, left : left + STAMP] = stamps[here]
    return pictures.reshape(len(factors), SIDE * SIDE)


@cache
def stamped() -> NDArray[np.float32]:
    """Each shape at each scale and orientation, [3, 6, 16, 17, 17]: the share of a pixel inside."""
    fine = (np.arange(STAMP * GRAIN) + 0.5) / GRAIN - STAMP / 2
    right, up = np.meshgrid(fine, -fine)
    shapes, scales, orientations = (FACTORS[name] for name in ("shape", "scale", "orientation"))
    stamps = np.zeros((shapes, scales, orientations, STAMP, STAMP), np.float32)
    for shape, scale, orientation in np.ndindex(shapes, scales, orientations):
        angle = 2 * np.pi * (orientation % SYMMETRY[shape]) / orientations
        radius = RADIUS[0] + (RADIUS[1] - RADIUS[0]) * scale / (scales - 1)
        u = (np.cos(angle) * right + np.sin(angle) * up) / radius
        v = (np.cos(angle) * up - np.sin(angle) * right) / radius
        inside = _INSIDE[shape](u, v).reshape(STAMP, GRAIN, STAMP, GRAIN)
        stamps[shape, scale, orientation] = inside.mean(axis=(1, 3))
    return stamps


def _square(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.maximum(abs(u), abs(v)) <= np.sqrt(0.5)


def _ellipse(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.bool_]:
    return u**2 + (2 * v) ** 2 <= 1


def _heart(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(p² + q² − 1)³ ≤ p² q³, the textbook's heart, fitted into the unit circle."""
    p, q = 1.3 * u, 1.3 * v + 0.15
    return (p**2 + q**2 - 1) ** 3 <= p**2 * q**3


_INSIDE = (_square, _ellipse, _heart)


def _shares(factors: Indices, seed: int) -> NDArray[np.float64]:
    """A random number in [0, 1) for each row of factors [N, 5], equal where the picture is."""
    same = factors.copy()
    same[:, 2] %= np.array(SYMMETRY)[factors[:, 0]]
    number = np.ravel_multi_index(tuple(same.T), tuple(FACTORS.values()))
    return np.random.default_rng(stream_seed(seed, "split/pictures")).random(COMBINATIONS)[number]
