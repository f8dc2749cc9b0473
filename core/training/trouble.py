"""What the machine did to a training, in a sentence for a person: no memory, no GPU, no folder."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from core.errors import LabError, NoSpace, TrainingFailed
from core.runs import Heartbeat, RunFolder
from core.runs.claim import loss
from core.runs.status import kept

_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory")
_DEVICE = ("cuda error", "cublas", "cudnn error", "nvrtc", "no kernel image", "device lost")


@contextmanager
def explaining(folder: RunFolder, heart: Heartbeat) -> Iterator[None]:
    """Turn what is known of errors within the block into a `TrainingFailed`; others pass through.

    A write that failed because the run's folder was deleted is told as that.
    """
    try:
        yield
    except (LabError, OSError) as error:
        if lost := loss(folder.path):
            raise TrainingFailed(lost) from error
        if isinstance(error, NoSpace):
            raise NoSpace(f"{error} {kept(heart.status)}") from error
        raise
    except (MemoryError, RuntimeError) as error:
        if (sentence := cause(error)) is None:
            raise
        raise TrainingFailed(f"{sentence} {kept(heart.status)}") from error


def cause(error: Exception) -> str | None:
    """In a sentence, what befell the machine; None when the error is of another kind.

    PyTorch has types for some of it only: what the CPU's allocator and older CUDA calls raise is
    a plain RuntimeError, told by its words.
    """
    words = str(error).lower()
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or _any(_MEMORY, words):
        return (
            "There was not enough memory for this run; "
            "a smaller batch, network or number of features needs less."
        )
    if isinstance(error, torch.AcceleratorError) or _any(_DEVICE, words):
        first = str(error).strip().split("\n")[0].rstrip(".")
        return f"The GPU stopped answering ({first})."
    return None


def _any(phrases: tuple[str, ...], words: str) -> bool:
    return any(phrase in words for phrase in phrases)
