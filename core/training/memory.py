"""What a training holds in memory, by what it is for."""

from typing import Any

import numpy as np
from torch import Tensor

from core.rows import arrays_of, parts_of
from core.training.session import Session


def memory(session: Session) -> dict[str, float]:
    """MiB of a run's data, of what its training moves, and of one batch.

    `data_shared` lies in maps of files, once for all processes of a machine that train on the same
    examples. The rest is the run's own; activations, a few batches of them, are not counted.
    """
    splits = (getattr(session.prepared, part) for part in ("train", "validation", "test"))
    examples = [part for split in splits for part in arrays_of(split.x)]
    shared = sum(part.nbytes for part in examples if is_mapped(part))
    private = sum(part.nbytes for part in examples if not is_mapped(part))
    if session.device.type != "cpu":
        private += sum(part.nbytes for part in parts_of(session.x))
    parameters = _total(session.model.parameters())
    redrawn = session.model.binarise or session.model.dequantise
    batch = session.spec.training.batch_size * session.x.shape[1] * session.x.element_size()
    sizes = {
        "data_shared": shared,
        "data_private": private,
        "parameters": parameters,
        "gradients": parameters,
        "optimiser": _total(session.optimiser.state().values()),
        "buffers": _total(session.model.buffers()),
        "batch": batch * (2 if redrawn else 1),
        "best_weights": _total(session.early.weights.values()),
    }
    return {name: round(size / 2**20, 3) for name, size in sizes.items()}


def is_mapped(x: Any) -> bool:
    """Whether an array's memory is that of a mapped file."""
    while isinstance(x, np.ndarray):
        if isinstance(x, np.memmap):
            return True
        x = x.base
    return False


def _total(tensors: Any) -> int:
    each: list[Tensor] = list(tensors)
    return sum(tensor.nbytes for tensor in each)
