"""The models: a specification and what is known of the data in, a torch module out."""

from core.models.base import DataInfo, Export, Model, Step
from core.models.plain import PlainAutoencoder
from core.models.sparse import VARIANTS
from core.models.variational import OBJECTIVES
from core.spec import RunSpec
from core.spec.plain import PlainSpec
from core.spec.sparse import SparseSpec
from core.spec.variational import VariationalSpec


def build(spec: RunSpec, info: DataInfo) -> Model:
    """The model the specification names, freshly initialised from `training.seed`, on the CPU."""
    match spec.model:
        case PlainSpec():
            return PlainAutoencoder(spec, info)
        case SparseSpec(variant=variant):
            return VARIANTS[variant](spec, info)
        case VariationalSpec(objective=objective):
            return OBJECTIVES[objective](spec, info)
        case _:
            raise AssertionError(f"no model for family {spec.model.family!r}")


__all__ = ["DataInfo", "Export", "Model", "Step", "build"]
