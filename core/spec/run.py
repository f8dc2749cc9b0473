"""What a run is: data set, model, network and training, complete and checked."""

import math
from typing import Any

from pydantic import BaseModel, ConfigDict, SerializeAsAny, model_validator

from core.errors import BadInput
from core.spec.dataset import DatasetSpec
from core.spec.likelihood import mismatch
from core.spec.network import NetworkSpec
from core.spec.plain import PlainSpec
from core.spec.section import Section
from core.spec.sparse import SparseSpec
from core.spec.training import TrainingSpec
from core.spec.variational import VariationalSpec

SECTIONS = ("dataset", "model", "network", "training")


class RunSpec(BaseModel):
    """What a run is. Made by `parse_spec`; equal specifications start from equal weights."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: DatasetSpec
    model: SerializeAsAny[PlainSpec | SparseSpec | VariationalSpec]
    network: NetworkSpec
    training: TrainingSpec

    @property
    def steps_per_epoch(self) -> int:
        """Optimiser steps in one pass; a short last batch is kept."""
        return math.ceil(self.dataset.trained_on / self.training.batch_size)

    @property
    def total_steps(self) -> int:
        """Optimiser steps in the whole run."""
        if self.training.steps is not None:
            return self.training.steps
        assert self.training.epochs is not None
        return self.training.epochs * self.steps_per_epoch

    def as_dict(self) -> dict[str, Any]:
        """Complete and JSON-able: `parse_spec(spec.as_dict()) == spec`.

        Knobs that do nothing at these values (σ of a Bernoulli, cycles of a constant β) are left
        out.
        """
        return {name: _section_dict(getattr(self, name)) for name in SECTIONS}

    @model_validator(mode="after")
    def _sections_agree(self) -> "RunSpec":
        model, data = self.model, self.dataset
        if said := mismatch(*model.needs(), data.entry, data.value_range):
            raise BadInput(said)
        if model.compares and self.training.batch_size == 1:
            raise BadInput(
                f"training.batch_size is 1, but must be at least 2 for {model.title}, which "
                f"{model.compares}."
            )
        if self.training.early_stopping and not self.dataset.validated_on:
            raise BadInput(
                f"training.early_stopping is {self.training.early_stopping}, but "
                "dataset.validation_size is 0, so there is no validation loss to wait for; keep "
                "validation examples aside, or set training.early_stopping to 0."
            )
        if self.network.kind == "conv" and "network" not in model.idle:
            _convolvable(data.name, data.entry.shape, self.network.channels)
        return self


def _convolvable(name: str, shape: tuple[int, ...], channels: tuple[int, ...]) -> None:
    """BadInput unless examples of `shape` are pictures that can be halved once a convolution."""
    if len(shape) != 2:
        raise BadInput(
            f'network.kind is "conv", which is for images, but an example of {name} is '
            f'{math.prod(shape):,} numbers in a row; use "mlp".'
        )
    most = min(shape).bit_length() - 1
    if len(channels) > most:
        raise BadInput(
            f"network.channels asks for {len(channels)} convolutions, but pictures of "
            f"{shape[0]}×{shape[1]} can be halved {most} times at most."
        )


def _section_dict(section: Section) -> dict[str, Any]:
    idle = section.inactive()
    values: dict[str, Any] = {}
    for name in type(section).model_fields:
        value = getattr(section, name)
        if name in idle or value is None:
            continue
        if isinstance(value, Section):
            value = _section_dict(value)
        values[name] = list(value) if isinstance(value, tuple) else value
    return values
