"""Early stopping: the best weights by the validation loss, and when patience with it is at an end.

What is compared is the validation objective with every schedule at its end (β at its last value,
the full sparsity weight): what the run is asked to minimise, on one scale for all epochs. Where
β ≠ 1 that is not the ELBO, and must not be: a run at β = .1 that was judged by β = 1 would be
stopped while it still gains what it is trained for. While a schedule moves, epochs cannot be
compared, so that none counts, neither as the best nor as one in vain. The test set has no say.
"""

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn


class EarlyStopping:
    """`patience` epochs without a lower loss are enough; 0: never, and nothing is remembered."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.loss: float | None = None
        self.step: int | None = None
        """Step whose weights were the best so far; None before any epoch counted."""
        self.waited = 0
        """Epochs since then."""
        self.weights: dict[str, Tensor] = {}

    @property
    def exhausted(self) -> bool:
        return 0 < self.patience <= self.waited

    def observe(self, loss: float, step: int, epochs: int, model: nn.Module) -> None:
        """Take note of a comparable loss at this step, `epochs` after the one before."""
        if self.loss is None or loss < self.loss:
            self.loss, self.step, self.waited = loss, step, 0
            self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}
        else:
            self.waited += epochs

    def counters(self) -> dict[str, Any]:
        """What a checkpoint stores beside `weights`."""
        return {"loss": self.loss, "step": self.step, "waited": self.waited}

    def restore(self, counters: Mapping[str, Any], weights: Mapping[str, Tensor]) -> None:
        """Take over what `counters` and `weights` were."""
        self.loss, self.step, self.waited = (counters[name] for name in ("loss", "step", "waited"))
        self.weights = dict(weights)
