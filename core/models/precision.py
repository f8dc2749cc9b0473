"""The number format of the heavy products: those of layers with weights.

Under "bfloat16" PyTorch's autocast rounds a layer's inputs, weights and outputs to 8 significant
bits, and so the gradients that pass through it. Sums inside a product are 32-bit, and so are
parameters, their gradients, the optimiser, and all that lies between layers: activations, samples,
losses.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import torch
from torch import Tensor

_format: ContextVar[str] = ContextVar("format of products", default="float32")


@contextmanager
def products_in(precision: str) -> Iterator[None]:
    """Within the block layers multiply in "float32" or "bfloat16"."""
    token = _format.set(precision)
    try:
        yield
    finally:
        _format.reset(token)


def in_float32() -> bool:
    """Whether layers multiply in float32 here."""
    return _format.get() == "float32"


def product(layer: Callable[..., Tensor], x: Tensor, *others: Any) -> Tensor:
    """layer(x, *others), computed in the format in force; float32 (as x is) either way."""
    if in_float32():
        return layer(x, *others)
    with torch.autocast(x.device.type, torch.bfloat16):
        return layer(x, *others).to(x.dtype)
