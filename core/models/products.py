"""The products of layers with weights, where most of the time of a training on a CPU goes.

PyTorch leaves float32 products to MKL, which on processors of other makers uses half of their
vector units. oneDNN, which PyTorch carries for convolutions and bfloat16, uses them all: on an AMD
EPYC (Zen 5) the products of 784 by 400 weights with 128 examples took half the time, in the same
format. Products that are small are no faster there, and stay where they are.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from core.models.precision import in_float32, product

LARGE = 4_000_000
"""Multiplications from which oneDNN is the faster."""

_ONEDNN = torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")


def affine(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x Wᵀ (+ b) in the format in force: x [..., I], weight [O, I], bias [O] → [..., O]."""
    if not in_float32():
        return product(F.linear, x, weight, bias)
    if not _suits(x, weight):
        return F.linear(x, weight, bias)
    if not torch.is_grad_enabled():
        return times_transposed(x, weight, bias)
    rows = x if x.dim() == 2 else x.reshape(-1, x.shape[-1])
    result: Tensor = _Affine.apply(rows, weight, bias)
    return result if x.dim() == 2 else result.view(*x.shape[:-1], len(weight))


def times_transposed(a: Tensor, b: Tensor, bias: Tensor | None = None) -> Tensor:
    """a bᵀ (+ bias on each row) by whichever is the faster: a [..., M, K], b [N, K] → [..., M, N].

    Knows no gradient.
    """
    if not _suits(a, b):
        return F.linear(a, b, bias)
    result: Tensor = torch.ops.mkldnn._linear_pointwise(a, b, bias, "none", [], "")
    return result


def _suits(x: Tensor, weight: Tensor) -> bool:
    """Whether oneDNN takes these factors, and is the faster."""
    large = x.numel() * weight.shape[0] >= LARGE
    return large and _ONEDNN and x.dtype == weight.dtype == torch.float32 and x.device.type == "cpu"


class _Affine(torch.autograd.Function):
    """`affine` of x [B, I] by oneDNN, with the gradients of each argument that wants one."""

    @staticmethod
    def forward(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        return times_transposed(x, weight, bias)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        ctx.save_for_backward(*inputs[:2])

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        to_x, to_weight, to_bias = ctx.needs_input_grad
        return (
            times_transposed(gradient, weight.T) if to_x else None,
            gradient_of_weight(gradient, x, weight) if to_weight else None,
            gradient.sum(dim=0) if to_bias else None,
        )

    @staticmethod
    def vmap(info: Any, in_dims: tuple[int | None, ...], *given: Tensor) -> tuple[Tensor, int]:
        """For stacked models, whose products oneDNN does not take."""
        return torch.vmap(F.linear, in_dims)(*given), 0


def gradient_of_weight(g: Tensor, x: Tensor, weight: Tensor) -> Tensor:
    """gᵀ x of g [B, O] and x [B, I] → [O, I], laid out in memory as the weight is."""
    if weight.is_contiguous():
        return times_transposed(g.T, x.T)
    return times_transposed(x.T, g.T).T
