"""What loading a data set gives: three disjoint splits and what is needed to show them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Split:
    """Examples `x` float32 [N, D], in the range of the data set, and labels `y` int64 [N]."""

    x: NDArray[np.float32]
    y: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Prepared:
    """Train, validation and test examples; no example is in two of them.

    `test_set` says in words which examples are tested on. Two runs may be compared when it is
    equal, and only then.
    """

    train: Split
    validation: Split
    test: Split
    shape: tuple[int, ...]
    label_names: tuple[str, ...]
    test_set: str
    value_range: tuple[float, float]
