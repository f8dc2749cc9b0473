"""What the machine is told and asked: devices, threads, number formats, memory."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from core.errors import BadInput


def choose_device(wanted: str) -> torch.device:
    """`auto` takes CUDA where there is one; BadInput when `cuda` is asked for and there is none."""
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise BadInput(
            'training.device is "cuda", but this machine has no CUDA device; use "auto" or "cpu".'
        )
    return torch.device("cuda" if available and wanted != "cpu" else "cpu")


@contextmanager
def settings(threads: int | None, device: torch.device) -> Iterator[int]:
    """Exact and fast arithmetic for a training; gives the number of CPU threads in use."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads or before)
    # Adam's moments of weights whose gradient has died get stuck among denormal numbers, a fifth
    # of them after some epochs of MNIST, and slow every later step by 5 to 10 %.
    torch.set_flush_denormal(True)
    if device.type == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        yield torch.get_num_threads()
    finally:
        torch.set_flush_denormal(False)
        torch.set_num_threads(before)


def peak_memory_mb(device: torch.device) -> dict[str, float]:
    """Largest memory of this process so far in MiB, and of the GPU where one was used.

    Windows has no such count in the standard library, and is left out.
    """
    peaks: dict[str, float] = {}
    if os.name == "posix":
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # Linux counts KiB, macOS bytes.
        peaks["process"] = round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
    if device.type == "cuda":
        peaks["gpu"] = round(torch.cuda.max_memory_allocated(device) / 2**20, 1)
    return peaks
