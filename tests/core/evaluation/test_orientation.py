"""Gratings, blobs, noise and nothing."""

import numpy as np
import pytest

from core.evaluation.orientation import orientation, orientations

ROW, COLUMN = np.mgrid[:8, :8]


def grating(angle: float, cycles: float = 0.2) -> np.ndarray:
    along = COLUMN * np.cos(angle) + ROW * np.sin(angle)
    return np.cos(2 * np.pi * cycles * along).ravel()


@pytest.mark.parametrize("angle", [0, 0.4, np.pi / 2, 2.5])
def test_a_grating_is_oriented_whatever_its_direction(angle: float) -> None:
    (found,) = orientations(grating(angle)[None])
    assert found > 0.7


def test_upright_stripes_have_one_direction_alone() -> None:
    stripes = np.tile([1.0, 1, -1, -1], 2)[None] * np.ones((8, 1))
    assert orientations(stripes.reshape(1, 64))[0] > 0.8


def test_a_round_blob_has_no_direction() -> None:
    blob = np.exp(-((ROW - 3.5) ** 2 + (COLUMN - 3.5) ** 2) / 3)
    assert orientations(blob.reshape(1, 64))[0] == pytest.approx(0, abs=1e-6)


def test_two_crossed_gratings_cancel() -> None:
    crossed = grating(0) + grating(np.pi / 2)
    assert orientations(crossed[None])[0] < 0.05


def test_noise_is_hardly_oriented_and_flat_pictures_are_not() -> None:
    noise = np.random.default_rng(0).normal(size=(500, 64))
    assert 0.05 < orientation(noise) < 0.2
    assert orientation(np.ones((3, 64))) == 0


def test_neither_sign_nor_contrast_matters() -> None:
    pictures = np.random.default_rng(1).normal(size=(5, 64))
    assert orientations(-3 * pictures + 7) == pytest.approx(orientations(pictures))
