"""Small patches of whitened photographs: what a sparse code was first asked to explain."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_sample_images

from core.data.full import Progress
from core.data.prepared import Prepared, Split
from core.spec import DatasetSpec
from core.streams import stream_seed

SIDE = 8
"""Pixels along a side of a patch."""
STRIPES = 10
"""Upright stripes a photograph is cut into, each given to one split."""
STRIPES_OF = {"test": 2, "validation": 1, "train": 7}
CUTOFF = 0.4
"""Cycles a pixel at which the whitening filter begins to fall off."""

Floats = NDArray[np.float64]


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """Patches at random places of the stripes that `dataset.seed` gives to each split.

    Every patch lies within one stripe, so training and test patches share no pixel. Values are in
    units of the standard deviation of all pixels in training stripes; with `dataset.squash` each
    patch is centred, cut off at three of these units and mapped to [0.1, 0.9], as in CS294A.
    """
    stripes = _stripes(spec.seed)
    unit = np.std([_strip(image, stripe) for image, stripe in stripes["train"]])
    test_size = spec.entry.bundled.test
    sizes = {"train": spec.train_size, "validation": spec.validation_size, "test": test_size}
    x = {
        part: _draw(stripes[part], size, stream_seed(spec.seed, f"patches/{part}")) / unit
        for part, size in sizes.items()
    }
    if spec.squash:
        x = {part: squashed(patches) for part, patches in x.items()}
    kind = "squashed" if spec.squash else "whitened"
    return Prepared.of(
        spec,
        train=_split(x["train"]),
        validation=_split(x["validation"]),
        test=_split(x["test"]),
        test_set=f"{spec.name}: {test_size:,} {kind} patches of two stripes in ten of each "
        f"photograph (seed {spec.seed})",
    )


@cache
def photographs() -> tuple[Floats, ...]:
    """The two photographs of scikit-learn in grey (Rec. 601 luma, 0 to 1), whitened: [427, 640]."""
    pictures = load_sample_images().images
    return tuple(whitened(picture @ np.array([0.299, 0.587, 0.114]) / 255) for picture in pictures)


def whitened(picture: Floats) -> Floats:
    """A picture [H, W] whose spectrum is flat: times |f| exp(−(f / 0.4)⁴), f in cycles a pixel.

    The amplitude of natural pictures falls as 1/f, which |f| undoes; the second factor keeps the
    noise of the highest frequencies out (Olshausen and Field, 1997; the pictures of CS294A).
    """
    height, width = picture.shape
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    response = frequency * np.exp(-((frequency / CUTOFF) ** 4))
    return np.fft.irfft2(np.fft.rfft2(picture) * response, s=picture.shape)


def squashed(patches: Floats) -> Floats:
    """Patches [N, D] in units of their deviation: centred, cut off at ±3, mapped to [0.1, 0.9]."""
    centred = patches - patches.mean(axis=1, keepdims=True)
    return np.clip(centred / 3, -1, 1) * 0.4 + 0.5


def _stripes(seed: int) -> dict[str, list[tuple[int, int]]]:
    """(photograph, stripe) of each split, as many of every photograph."""
    draws = np.random.default_rng(stream_seed(seed, "split"))
    found: dict[str, list[tuple[int, int]]] = {part: [] for part in STRIPES_OF}
    for image in range(len(photographs())):
        order, start = draws.permutation(STRIPES), 0
        for part, count in STRIPES_OF.items():
            found[part] += [(image, int(stripe)) for stripe in order[start : start + count]]
            start += count
    return found


def _strip(image: int, stripe: int) -> Floats:
    picture = photographs()[image]
    width = picture.shape[1] // STRIPES
    return picture[:, stripe * width : (stripe + 1) * width]


def _draw(stripes: list[tuple[int, int]], count: int, seed: int) -> Floats:
    """`count` patches [count, 64] at places drawn evenly from all within the stripes."""
    strips = np.stack([_strip(*stripe) for stripe in stripes])
    number, height, width = strips.shape
    places = (number, height - SIDE + 1, width - SIDE + 1)
    drawn = np.random.default_rng(seed).integers(0, np.prod(places), count)
    strip, top, left = (place[:, None, None] for place in np.unravel_index(drawn, places))
    side = np.arange(SIDE)
    return strips[strip, top + side[:, None], left + side].reshape(count, SIDE * SIDE)


def _split(x: Floats) -> Split:
    return Split(x.astype(np.float32), np.zeros(len(x), np.int64))
