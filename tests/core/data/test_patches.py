"""Patches of photographs: white, reproducible, and from places that no two splits share."""

import numpy as np
import pytest

from core.data import Prepared, load, patches
from core.errors import BadInput
from core.spec import parse_spec


def prepared(**dataset: object) -> Prepared:
    given = {"dataset": {"name": "patches", **dataset}, "model": {"family": "sparse"}}
    return load(parse_spec(given).dataset)


def test_whitening_flattens_what_falls_as_one_over_f() -> None:
    """A picture with amplitude 1/f comes out with amplitude exp(−(f/.4)⁴) at every frequency."""
    height, width = 48, 64
    f = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    f[0, 0] = np.inf
    picture = np.fft.irfft2(1 / f, s=(height, width))
    found = np.abs(np.fft.rfft2(patches.whitened(picture)))
    f[0, 0] = 0
    expected = np.exp(-((f / 0.4) ** 4))
    expected[0, 0] = 0
    inside = np.s_[:, 1:-1]  # the columns of real transforms that stand for two frequencies
    assert np.allclose(found[inside], expected[inside])


def test_patches_are_far_whiter_than_the_photographs() -> None:
    """White but for the highest frequencies, which the filter keeps out."""
    covariance = np.cov(prepared().train.x.T)
    assert np.diag(covariance) == pytest.approx(np.ones(64), abs=0.15)
    assert np.abs(covariance - np.diag(np.diag(covariance))).mean() < 0.12
    assert np.linalg.eigvalsh(covariance)[-1] < 6
    grey = patches.load_sample_images().images[0].mean(axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(grey, (8, 8))[::7, ::7]
    raw = np.corrcoef(windows.reshape(-1, 64).T)
    assert np.abs(raw - np.eye(64)).mean() > 0.8
    assert np.linalg.eigvalsh(raw)[-1] > 50


def test_each_split_has_stripes_of_its_own_in_every_photograph() -> None:
    found = patches._stripes(3)
    assert {part: len(stripes) for part, stripes in found.items()} == {
        "test": 4, "validation": 2, "train": 14,
    }  # fmt: skip
    everything = [stripe for stripes in found.values() for stripe in stripes]
    assert len(set(everything)) == len(everything) == 20
    for stripes in found.values():
        assert {image for image, _ in stripes} == {0, 1}
    assert found != patches._stripes(4)


def test_a_patch_lies_within_a_stripe_of_its_split() -> None:
    """Found again in the strips by its bytes, and nowhere in those of other splits."""
    data, stripes = prepared(train_size=20), patches._stripes(0)
    unit = np.std([patches._strip(*stripe) for stripe in stripes["train"]])

    def holds(part: str, patch: np.ndarray) -> bool:
        corner = np.float32(patch[0])
        for stripe in stripes[part]:
            strip = (patches._strip(*stripe) / unit).astype(np.float32)
            for top, left in np.argwhere(strip[:-7, :-7] == corner):
                if np.array_equal(strip[top : top + 8, left : left + 8].ravel(), patch):
                    return True
        return False

    for patch in data.train.x[:5]:
        assert holds("train", patch)
        assert not holds("test", patch)


def test_sizes_move_nothing_and_the_seed_moves_all() -> None:
    large, small = prepared(), prepared(train_size=50, validation_size=10)
    assert np.array_equal(large.test.x, small.test.x)
    assert np.array_equal(large.train.x[:50], small.train.x)
    assert not np.array_equal(large.test.x, prepared(seed=1).test.x)


def test_squashed_patches_lie_within_a_sigmoids_reach() -> None:
    data = prepared(squash=True)
    x = np.concatenate([data.train.x, data.test.x])
    assert (x.min(), x.max()) == (np.float32(0.1), np.float32(0.9))
    assert data.value_range == (0.1, 0.9)
    assert x.mean() == pytest.approx(0.5, abs=0.005)
    known = patches.squashed(np.array([[0.0, 3.0, -3.0, 0.0], [9.0, -9.0, 1.5, -1.5]]))
    assert known.ravel().tolist() == pytest.approx([0.5, 0.9, 0.1, 0.5, 0.9, 0.1, 0.7, 0.3])
    assert "squashed" in data.test_set
    assert data.test_set != prepared().test_set


def test_a_sigmoid_fits_squashed_patches_only() -> None:
    model = {"family": "sparse", "variant": "none", "output": "sigmoid"}
    parse_spec({"dataset": {"name": "patches", "squash": True}, "model": model})
    with pytest.raises(BadInput, match=r"output sigmoid needs data in .*patches is not bounded"):
        parse_spec({"dataset": {"name": "patches"}, "model": model})
