"""Grey pictures of 256 levels made continuous: each value spread over its own level."""

import torch
from torch import Tensor

from core.streams import stream


def dequantised(x: Tensor, uniform: Tensor) -> Tensor:
    """(255 x + u) / 256, in [0, 1); x [B, D] in [0, 1], u in [0, 1), whose memory is reused."""
    return uniform.add_(x, alpha=255).div_(256)


def fixed_dequantisation(x: Tensor, seed: int, part: str) -> Tensor:
    """u drawn once from the data seed's stream `dequantise/<part>`; x [N, D] on the CPU."""
    return dequantised(x, torch.rand(x.shape, generator=stream(seed, f"dequantise/{part}")))
