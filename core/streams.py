"""Named random streams: each from (seed, name), so that one knob never shifts another's draws."""

import hashlib

import torch


def stream_seed(seed: int, name: str) -> int:
    """A 63-bit seed that depends on both the run's seed and the stream's name."""
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def stream(seed: int, name: str, device: torch.device | str = "cpu") -> torch.Generator:
    """A generator of its own for one purpose: `stream(0, "noise")`, `stream(0, "order/3")`."""
    return torch.Generator(device=device).manual_seed(stream_seed(seed, name))
