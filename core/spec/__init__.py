"""What a run is: every hyperparameter declared once, with bounds, default, symbol and help."""

from core.spec.compare import describe, differences, revised
from core.spec.dataset import DatasetSpec
from core.spec.families import FAMILIES
from core.spec.family import Family, ModelSpec
from core.spec.knob import Knob
from core.spec.listing import acting, flat, knobs, labels, nested
from core.spec.network import NetworkSpec
from core.spec.parse import parse_spec
from core.spec.plain import PlainSpec
from core.spec.preset import Preset
from core.spec.presets import GROUPS, PRESETS
from core.spec.run import RunSpec
from core.spec.sparse import L1Spec, NoPenaltySpec, SparseSpec, TopKSpec
from core.spec.training import TrainingSpec
from core.spec.variational import BetaSpec, ScheduleSpec, VariationalSpec

__all__ = [
    "FAMILIES",
    "GROUPS",
    "PRESETS",
    "BetaSpec",
    "DatasetSpec",
    "Family",
    "Knob",
    "L1Spec",
    "ModelSpec",
    "NetworkSpec",
    "NoPenaltySpec",
    "PlainSpec",
    "Preset",
    "RunSpec",
    "ScheduleSpec",
    "SparseSpec",
    "TopKSpec",
    "TrainingSpec",
    "VariationalSpec",
    "acting",
    "describe",
    "differences",
    "flat",
    "knobs",
    "labels",
    "nested",
    "parse_spec",
    "revised",
]
