"""How strongly and how many features fire: codes counted by size, examples by active features."""

import numpy as np
from numpy.typing import NDArray

BINS = 64
DECADES = (-6, 4)
PER_DECADE = 10
THRESHOLDS = slice(2 * PER_DECADE, 6 * PER_DECADE + 1)
"""Of the edges between magnitudes, those from 10⁻⁴ to 1: what may be called near zero."""

Counts = NDArray[np.uint32]
Floats = NDArray[np.float32]


def spread(codes: NDArray[np.floating], near_zero: float = 0.0) -> dict[str, np.ndarray]:
    """What is kept of how codes [N, M] are spread; a feature is on when its code is > `near_zero`.

    `histogram` and `histogram_edges` (see `histogram`), `magnitudes` and `magnitude_edges` (see
    `magnitudes`); `active` and `active_width` (see `active`) count by the threshold `near_zero`
    alone where that is 0, else by each of `active_thresholds`.
    """
    counts, edges = histogram(codes, near_zero)
    sizes, size_edges = magnitudes(codes)
    thresholds = size_edges[THRESHOLDS] if near_zero else np.zeros(1, np.float32)
    examples, widths = active(codes, thresholds)
    return {
        "histogram": counts,
        "histogram_edges": edges,
        "magnitudes": sizes,
        "magnitude_edges": size_edges,
        "active": examples,
        "active_width": widths,
        "active_thresholds": thresholds,
    }


def histogram(codes: NDArray[np.floating], near_zero: float = 0.0) -> tuple[Counts, Floats]:
    """Counts uint32 [64] of the codes further than `near_zero` from 0, and edges float32 [65].

    Bins are equally wide from 0 (or the smallest code, if negative) to the largest; with nothing
    to count they span [0, 1].
    """
    values = codes[np.abs(codes) > near_zero].astype(np.float64)
    low, high = (min(0.0, values.min()), max(0.0, values.max())) if values.size else (0.0, 1.0)
    counts, edges = np.histogram(values, bins=BINS, range=(low, high))
    return counts.astype(np.uint32), edges.astype(np.float32)


def magnitudes(codes: NDArray[np.floating]) -> tuple[Counts, Floats]:
    """Counts uint32 [102] of |z| by logarithmic bins, and the edges float32 [101] between them.

    Edges run from 10⁻⁶ to 10⁴, ten a decade. The first count is of what does not exceed the first
    edge, zeros included, the last of what exceeds the last edge.
    """
    low, high = DECADES
    edges = np.logspace(low, high, (high - low) * PER_DECADE + 1, dtype=np.float32)
    sizes = np.abs(codes[codes != 0]).astype(np.float32)
    counts = np.bincount(np.searchsorted(edges, sizes, side="left"), minlength=len(edges) + 1)
    counts[0] += codes.size - sizes.size  # zeros, most of the codes, need no search
    return counts.astype(np.uint32), edges


def active(
    codes: NDArray[np.floating], thresholds: Floats
) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """For each threshold how many examples have so many features on: uint16 [T, 64] and [T].

    Entry i of a row counts the examples with i·width to (i + 1)·width − 1 features on, width being
    the least whole number with which 64 bins hold the largest count.
    """
    on = [(codes > threshold).sum(axis=1) for threshold in thresholds]
    widths = [int(count.max(initial=0)) // BINS + 1 for count in on]
    rows = [np.bincount(c // w, minlength=BINS) for c, w in zip(on, widths, strict=True)]
    return np.array(rows, np.uint16), np.array(widths, np.uint16)
