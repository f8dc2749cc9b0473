"""How far small pictures are oriented: whether a dictionary of photographs has found edges."""

import numpy as np
from numpy.typing import NDArray


def orientations(pictures: NDArray[np.floating]) -> NDArray[np.float64]:
    """Of each square picture [M, S²] how far the power of its spectrum lies along one direction.

    |Σ P e^{2iφ}| / Σ P over frequencies of direction φ, without the mean: 1 for a grating, 0 for no
    direction (a flat picture too). Noise of 8×8 pixels has 0.1 or so.
    """
    side = round(pictures.shape[1] ** 0.5)
    tiles = pictures.reshape(-1, side, side).astype(np.float64)
    tiles = tiles - tiles.mean(axis=(1, 2), keepdims=True)
    power = np.abs(np.fft.fft2(tiles, s=(4 * side, 4 * side))) ** 2
    frequency = np.fft.fftfreq(4 * side)
    direction = np.arctan2(frequency[:, None], frequency[None])
    along = np.abs((power * np.exp(2j * direction)).sum(axis=(1, 2)))
    total = power.sum(axis=(1, 2))
    found: NDArray[np.float64] = np.divide(along, total, out=np.zeros_like(along), where=total > 0)
    return found


def orientation(pictures: NDArray[np.floating]) -> float:
    """Median of `orientations`."""
    return float(np.median(orientations(pictures)))
