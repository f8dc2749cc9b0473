"""A census of features: which are dead at some 120 moments of training, and which began anew when.

`census.jsonl` holds a row `{"step", "epoch", "dead"}` at each moment and `{"step", "epoch",
"restarted"}` after each resampling; sets of features are written as `written` says.
"""

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.models.sparse.base import SparseAutoencoder
from core.training.schedule import row_interval
from core.training.session import Session

MOMENTS = 120


def is_census(step: int, total: int) -> bool:
    """Whether dead features are counted after this step: the last, and at ≤ 120 others, which are
    steps of logged rows."""
    every = row_interval(total)
    return step == total or step % (every * max(1, -(-total // (every * MOMENTS)))) == 0


def written(features: NDArray[np.bool_]) -> str:
    """A set of features, bool [M], as base64 of its bits: feature i is bit i mod 8, lowest first,
    of byte i div 8."""
    return base64.b64encode(np.packbits(features, bitorder="little").tobytes()).decode()


def census(session: Session) -> Iterator[dict[str, Any]]:
    """The rows that are due after the session's last step; none of models without features.

    Dead is what has not fired on the last `dead_window` training examples, so before that many were
    seen nothing is.
    """
    model, step = session.model, session.step
    if not isinstance(model, SparseAutoencoder):
        return
    about = {"step": step, "epoch": round(session.epoch, 6)}
    if (restarted := session.restarted.get("b_enc")) is not None:
        yield {**about, "restarted": written(restarted.cpu().numpy())}
    if is_census(step, session.total):
        yield {**about, "dead": written(model.dead().cpu().numpy())}
