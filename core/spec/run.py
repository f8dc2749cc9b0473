"""What a run is: data set, model, network and training, complete and checked."""

import math
from dataclasses import replace
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
        return math.ceil(self.dataset.train_size / self.training.batch_size)

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
        entry = replace(self.dataset.entry, range=self.dataset.value_range)
        if said := mismatch(*self.model.needs(), entry):
            raise BadInput(said)
        return self


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
