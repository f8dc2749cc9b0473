"""Text as people read it: a row of numbers, one a word, by its largest ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.prepared import Prepared
from core.data.sheets import Drawing

TOP = 12

Words = list[tuple[str, float]]
"""Words with their numbers, the largest first."""


@dataclass(frozen=True)
class Wording:
    """How the examples of a data set are put in words, the same in all that a run leaves."""

    vocabulary: tuple[str, ...]

    def top(self, rows: NDArray[np.float32], count: int = TOP) -> list[Words]:
        """For each of rows [N, D] its `count` largest entries above zero; ties in word order."""
        found = []
        for row in rows:
            order = np.argsort(-row, kind="stable")[:count]
            found.append([(self.vocabulary[i], _short(row[i])) for i in order if row[i] > 0])
        return found


Rendering = Drawing | Wording


def rendering_of(prepared: Prepared) -> Rendering:
    """How people are shown the examples: text in words, everything else drawn."""
    return Wording(prepared.vocabulary) if prepared.vocabulary else Drawing.of(prepared)


def _short(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}")
