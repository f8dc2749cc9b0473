"""Untrained models on made-up data of twelve numbers and three classes."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from core.data.prepared import Prepared, Split
from core.models import DataInfo, Model, build
from core.spec import RunSpec, parse_spec

D, TEST = 12, 130


@dataclass(frozen=True)
class Made:
    """A model, what it was made of, and its data."""

    model: Model
    spec: RunSpec
    prepared: Prepared


@cache
def data() -> Prepared:
    """Three classes that lie apart, values in [0, 1]."""
    generator = torch.Generator().manual_seed(0)

    def split(count: int) -> Split:
        labels = torch.arange(count) % 3
        x = (torch.rand(count, D, generator=generator) + labels[:, None] / 2) / 2
        return Split(x.numpy(), labels.numpy())

    names = ("a", "b", "c")
    return Prepared(split(1200), split(50), split(TEST), (3, 4), names, "bundled", (0, 1))


def made(model: dict[str, Any], prepared: Prepared | None = None, scale: str = "unit") -> Made:
    """The model of a specification's `model` section, before its first step."""
    prepared = prepared or data()
    spec = parse_spec(
        {
            "dataset": {"name": "digits", "scale": scale},
            "model": model,
            "network": {"hidden": [9]},
            "training": {"epochs": 2},
        }
    )
    built = build(spec, DataInfo.of(prepared, spec))
    built.initialise_from(torch.as_tensor(prepared.train.x))
    return Made(built.eval(), spec, prepared)
