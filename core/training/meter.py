"""Running means of the loss terms, kept on the device and read back only when a row is written."""

from collections.abc import Mapping

import torch
from torch import Tensor


class Meter:
    """Means over examples of every named term since the last reset.

    Sums are float64 and part of the checkpoint, so a row that spans a resume comes out the same.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.sums = torch.zeros(0, dtype=torch.float64)
        self.examples = 0

    def add(self, terms: Mapping[str, Tensor], examples: int) -> None:
        """Add one batch's mean terms; no value is read back from the device."""
        values = torch.stack([value.detach() for value in terms.values()])
        if not self.names:
            self.names = list(terms)
            self.sums = torch.zeros(len(values), dtype=torch.float64, device=values.device)
        self.sums.add_(values, alpha=examples)
        self.examples += examples

    def means(self) -> dict[str, float]:
        """Mean of each term to seven significant digits; empty when nothing was added."""
        if not self.examples:
            return {}
        values = (self.sums / self.examples).tolist()
        return {name: float(f"{value:.7g}") for name, value in zip(self.names, values, strict=True)}

    def reset(self) -> None:
        self.sums.zero_()
        self.examples = 0
