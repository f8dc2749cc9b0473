"""Grey pictures made black and white once and for all, for validation and tests."""

import torch
from torch import Tensor

from core.streams import stream


def fixed_binarisation(x: Tensor, seed: int, part: str) -> Tensor:
    """`u < x`, drawn once from the data seed's stream `binarise/<part>`; x [N, D] on the CPU."""
    uniform = torch.rand(x.shape, generator=stream(seed, f"binarise/{part}"))
    return (uniform < x).to(x.dtype)
