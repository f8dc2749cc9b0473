"""Raw images and labels as they are stored, before any split or scaling."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from core.paths import ASSETS


@dataclass(frozen=True)
class Images:
    """`pixels` uint8 [N, height, width] of which `white` is the largest value, `labels` [N]."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    white: int = 255

    def __len__(self) -> int:
        return len(self.pixels)

    def flat(self, index: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """Some images as rows of features in [0, 1]: float32 [n, height · width]."""
        chosen = self.pixels[index].astype(np.float32)
        return chosen.reshape(len(chosen), self.pixels[0].size) / np.float32(self.white)


def bundled(name: str) -> Images:
    """The images that ship with the program."""
    if name == "digits":
        digits = load_digits()
        return Images(digits.images.astype(np.uint8), digits.target.astype(np.uint8), white=16)
    with np.load(ASSETS / "data" / f"{name}_10k.npz", allow_pickle=False) as archive:
        return Images(archive["images"], archive["labels"])
