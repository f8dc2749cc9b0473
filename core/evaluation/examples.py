"""The examples a model is measured on, and what measuring them needs whatever the model is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from core.evaluation import metrics
from core.evaluation.given import given_of
from core.evaluation.protocols import Protocol
from core.models.base import Model
from core.models.likelihoods import Likelihood
from core.rows import as_rows, chunks, dense, first, is_sparse
from core.spec import RunSpec
from core.streams import stream

if TYPE_CHECKING:
    from core.data import Prepared

Numbers = dict[str, Any]

DENSE_ENTRIES = 2_000_000
"""Entries of compressed rows that are made dense at a time."""


@dataclass(frozen=True)
class Examples:
    """Grey pictures, what the model is given of them (see `given_of`), labels.

    Where the data is sparse, both are compressed rows.
    """

    grey: Tensor
    given: Tensor
    labels: Tensor

    def first(self, count: int | None) -> "Examples":
        """The first `count` examples, or all."""
        return Examples(first(self.grey, count), first(self.given, count), self.labels[:count])

    def batches(self, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """(grey, given) as dense rows in order; the last may be shorter.

        Of compressed rows fewer are made dense at a time, so that wide ones take no more memory.
        """
        size = self._at_once(size)
        pairs = zip(chunks(self.grey, size), chunks(self.given, size), strict=True)
        return ((dense(grey), dense(given)) for grey, given in pairs)

    def batches_given(self, size: int, takes_compressed: bool) -> Iterator[Tensor]:
        """What `batches` gives of `given`, but as compressed rows where these are taken."""
        parts = chunks(self.given, self._at_once(size))
        return (part if takes_compressed else dense(part) for part in parts)

    def _at_once(self, size: int) -> int:
        if not is_sparse(self.grey):
            return size
        return min(size, max(1, DENSE_ENTRIES // self.grey.shape[1]))


def examples_of(
    model: Model, spec: RunSpec, prepared: "Prepared", part: str, most: int | None
) -> Examples:
    """The first `most` examples of "train", "validation" or "test", on the model's device."""
    split = getattr(prepared, part)
    device = next(model.parameters()).device
    grey = first(as_rows(split.x), most)
    given = given_of(model, grey, spec.dataset.seed, part)
    labels = torch.as_tensor(split.y[:most])
    return Examples(grey.to(device), given.to(device), labels.to(device))


def noise_of(protocol: Protocol, name: str) -> torch.Generator:
    """On the CPU whatever the device, so that every machine evaluates with the same noise."""
    return stream(protocol.noise_seed, f"evaluation/{name}")


def separation(codes: Tensor, labels: Tensor, protocol: Protocol) -> Numbers:
    """How well classes lie apart in latent space; nothing without several classes, in one dimension
    or for few points."""
    alike = bool((labels == labels[:1]).all())
    if alike or codes.shape[1] < 2 or len(codes) <= protocol.neighbours:
        return {}
    return {"knn_accuracy": metrics.knn_accuracy(codes, labels, protocol.neighbours)}


def per_word(likelihood: Likelihood, data: Examples, cost: float) -> Numbers:
    """What the likelihood adds for examples that cost so many nats each: of words, perplexity."""
    found = likelihood.measures(data.given, torch.tensor(cost, device=data.given.device))
    return {name: float(value) for name, value in found.items()}


def total(values: Tensor) -> float:
    """Sum in double precision."""
    return float(values.sum(dtype=torch.float64))


def average(parts: list[Tensor]) -> float | None:
    """Mean over all parts; None when there is nothing to average."""
    values = torch.cat(parts) if parts else torch.zeros(0)
    return float(values.mean()) if len(values) else None
