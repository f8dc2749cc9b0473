"""Raw images and labels as they are stored, before any split or scaling."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.prepared import Split


@dataclass(frozen=True)
class Images:
    """`pixels` uint8 [N, height, width] of which `white` is the largest value, `labels` [N]."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    white: int = 255

    def __len__(self) -> int:
        return len(self.pixels)

    def split(self, index: NDArray[np.int64]) -> Split:
        """Some images as examples with features in [0, 1]: float32 [n, height · width]."""
        chosen = self.pixels[index].astype(np.float32)
        x = chosen.reshape(len(chosen), self.pixels[0].size) / np.float32(self.white)
        return Split(x, self.labels[index].astype(np.int64))
