"""Is it sparse? Exact zeros, darkness and concentration of data, codes and outputs, side by side.

A sparse code does not make a sparse output; these numbers say which is which.
"""

from typing import Any

import torch
from torch import Tensor

from core.evaluation import metrics

HALF_LEVEL = 0.5 / 255
"""Half a grey level of an 8-bit picture: what is below it is printed as black."""

Row = dict[str, Any]


def sparsity(values: Tensor, *, grey: bool = False) -> dict[str, float | None]:
    """How sparse rows [N, n] are.

    `zeros`: share of entries that are exactly zero; `hoyer`: mean over rows that are not all zero
    (None without any); with `grey`, for pictures in [0, 1], also `dark`: share of entries below
    half a grey level (1/510).
    """
    rows = metrics.hoyer(values) if values.shape[1] > 1 else values.new_zeros(0)
    found = {
        "zeros": metrics.zeros_share(values),
        "hoyer": float(rows.mean()) if len(rows) else None,
    }
    if grey:
        found["dark"] = float((values < HALF_LEVEL).double().mean())
    return found


def row(of: str, what: str, form: str, values: Tensor, *, grey: bool = False) -> Row:
    """One line of the report: `of` "output" or "code"; `what` "data", "reconstructions" or
    "generated"; `form` "mean" or "draw", what it is that was looked at."""
    return {"of": of, "what": what, "form": form, **sparsity(values, grey=grey)}


def log_histogram(values: Tensor, low: float = -4.0, bins: int = 32, high: float = 0.0) -> Row:
    """Counts of log10 of values ≥ 0 in `bins` equal bins from `low` to `high`; zeros by themselves.

    Values beyond the ends are counted in the bin at that end. values [M].
    """
    positive = values[values > 0].double()
    logs = positive.log10().clamp(low, high)
    counts = torch.histc(logs.cpu(), bins, low, high) if len(logs) else torch.zeros(bins)
    return {
        "low": low,
        "high": high,
        "counts": counts.long().tolist(),
        "zeros": len(values) - len(positive),
    }
