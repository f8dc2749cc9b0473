"""How strongly features fire: counts of the codes that are not zero."""

import numpy as np

BINS = 64


def histogram(codes: np.ndarray, near_zero: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Counts uint32 [64] of the codes further than `near_zero` from 0, and edges float32 [65].

    Bins are equally wide from 0 (or the smallest code, if negative) to the largest; with nothing
    to count they span [0, 1].
    """
    values = codes[np.abs(codes) > near_zero].astype(np.float64)
    low, high = (min(0.0, values.min()), max(0.0, values.max())) if values.size else (0.0, 1.0)
    counts, edges = np.histogram(values, bins=BINS, range=(low, high))
    return counts.astype(np.uint32), edges.astype(np.float32)
