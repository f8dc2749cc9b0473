"""Every family of models by name."""

from collections.abc import Mapping
from typing import Any

from core.spec.family import Family
from core.spec.plain import PLAIN
from core.spec.sparse import SPARSE
from core.spec.variational import VARIATIONAL

FAMILIES: dict[str, Family] = {family.name: family for family in (PLAIN, SPARSE, VARIATIONAL)}


def title_of(model: Mapping[str, Any]) -> str:
    """What a model is called, by its complete section of a specification as JSON has it."""
    family = FAMILIES[model["family"]]
    member = (
        family.members[model[family.key]] if family.key else next(iter(family.members.values()))
    )
    return member.title
