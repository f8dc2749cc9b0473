"""Every family of models by name."""

from core.spec.family import Family
from core.spec.plain import PLAIN
from core.spec.sparse import SPARSE
from core.spec.variational import VARIATIONAL

FAMILIES: dict[str, Family] = {family.name: family for family in (PLAIN, SPARSE, VARIATIONAL)}
