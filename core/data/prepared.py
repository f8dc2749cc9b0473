"""What loading a data set gives: three disjoint splits and what is needed to show them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from core.rows import Matrix
from core.spec import DatasetSpec

Draw = Callable[[int, torch.Generator], torch.Tensor]
"""`draw(n, generator)`: n fresh training examples [n, D] float32, on the CPU."""


@dataclass(frozen=True)
class Split:
    """Examples `x` float32 [N, D], in the range of the data set, and labels `y` int64 [N].

    Text is sparse: its x is a CSR array, and stays one (`core.rows` has what is done with either).
    `factors` int64 [N, F]: the known causes of drawn data, where there are any. `names` [N] is what
    the examples are called, where they are called anything.
    """

    x: Matrix
    y: NDArray[np.int64]
    factors: NDArray[np.int64] | None = None
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True)
class Prepared:
    """Train, validation and test examples; no example is in two of them.

    `test_set` says in words which examples are tested on. Two runs may be compared when it is
    equal, and only then. `atoms` [A, D] are the true directions of data made from a known
    dictionary, of unit length; `factor_names` name the columns of `Split.factors`. `fresh` draws
    training examples that never repeat, where the specification asks for them: `train` then tells
    their statistics and is not trained on. `vocabulary` [D]: the words that text is counted in.
    """

    train: Split
    validation: Split
    test: Split
    shape: tuple[int, ...]
    label_names: tuple[str, ...]
    test_set: str
    value_range: tuple[float, float]
    factor_names: tuple[str, ...] = ()
    atoms: NDArray[np.float32] | None = None
    fresh: Draw | None = None
    vocabulary: tuple[str, ...] = ()
    note: str | None = None
    """What a person should know about how the data are held."""

    @classmethod
    def of(
        cls,
        spec: DatasetSpec,
        train: Split,
        validation: Split,
        test: Split,
        test_set: str,
        **causes: Any,
    ) -> Self:
        """With shape, range and names as the catalogue has them."""
        return cls(
            train=train,
            validation=validation,
            test=test,
            shape=spec.shape,
            label_names=spec.entry.label_names,
            test_set=test_set,
            value_range=spec.value_range,
            factor_names=spec.entry.factors,
            **causes,
        )
