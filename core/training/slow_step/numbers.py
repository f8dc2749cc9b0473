"""Numbers on their way into a file: lists rounded to what can be shown, matrices packed."""

import base64
from typing import Any

import torch
from torch import Tensor

DIGITS = 7


def rounded(values: Tensor) -> Any:
    """A tensor as (nested) lists, each number to seven significant digits; a scalar as a number."""
    if values.dim():
        return [rounded(value) for value in values.detach()]
    return float(f"{float(values.detach()):.{DIGITS}g}")


def packed(matrix: Tensor, half: bool = True) -> dict[str, Any]:
    """A matrix as base64 of its little-endian bytes: 16-bit floats, or 32-bit where they count."""
    kept = matrix.detach().contiguous().to(torch.float16 if half else torch.float32)
    data = base64.b64encode(kept.numpy().astype("<f2" if half else "<f4").tobytes())
    return {"shape": list(matrix.shape), "type": "F16" if half else "F32", "data": data.decode()}
