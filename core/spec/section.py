"""What every section of a specification shares: frozen, strict, its knobs checked here."""

import types
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.fields import FieldInfo

from core.errors import BadInput
from core.spec.errors import not_valid
from core.spec.knob import Kind, Knob, Limit, shown


class Section(BaseModel):
    """Base of all sections. `prefix` is the dotted path of the section in the specification."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    prefix: ClassVar[str] = ""

    def limits(self) -> Mapping[str, Limit]:
        """Bounds of fields that follow from the values of others in this section."""
        return {}

    def inactive(self) -> set[str]:
        """Fields that do nothing at these values, by their `when`."""
        return {
            name
            for name, field_knob in own_knobs(type(self)).items()
            if field_knob.when and getattr(self, field_knob.when[0]) not in field_knob.when[1]
        }

    @model_validator(mode="after")
    def _within_bounds(self) -> "Section":
        limits = self.limits()
        for name, field_knob in own_knobs(type(self)).items():
            value = getattr(self, name)
            bounded = field_knob.limited(limits.get(name))
            if not bounded.allows(value):
                raise not_valid(bounded, value)
            neighbour, values = field_knob.when or (name, (value,))
            if getattr(self, neighbour) not in values and value != field_knob.default:
                now = shown(getattr(self, neighbour))
                raise BadInput(
                    f"{field_knob.path} acts only when {self.prefix}.{neighbour} is "
                    f"{' or '.join(values)}, but that is {now}; leave {field_knob.path} out."
                )
        return self


def own_knobs(section: type[Section]) -> dict[str, Knob]:
    """The knobs declared by a section class, by field name; nested sections are left out."""
    return {
        name: _knob_of(section, name, info) if lasting is None else lasting
        for name, info, lasting in _declared(section)
    }


@cache
def _declared(section: type[Section]) -> list[tuple[str, FieldInfo, Knob | None]]:
    """Name and field of each knob, and the knob where its choices are not asked for anew."""
    found: list[tuple[str, FieldInfo, Knob | None]] = []
    for name, info in section.model_fields.items():
        if isinstance(info.json_schema_extra, dict) and "knob" in info.json_schema_extra:
            meta: dict[str, Any] = dict(info.json_schema_extra["knob"])  # type: ignore[arg-type]
            asked = callable(meta["choices"])
            found.append((name, info, None if asked else _knob_of(section, name, info)))
    return found


def all_knobs(section: type[Section]) -> dict[str, Knob]:
    """Every knob of a section class and of the sections inside it, by dotted path."""
    found = {knob.path: knob for knob in own_knobs(section).values()}
    for info in section.model_fields.values():
        if isinstance(info.annotation, type) and issubclass(info.annotation, Section):
            found.update(all_knobs(info.annotation))
    return found


def _knob_of(section: type[Section], name: str, info: FieldInfo) -> Knob:
    assert isinstance(info.json_schema_extra, dict)
    meta: dict[str, Any] = dict(info.json_schema_extra["knob"])  # type: ignore[arg-type]
    kind, optional = _kind(info.annotation)
    choices = meta.pop("choices")
    choices = dict(choices() if callable(choices) else choices)
    path = f"{section.prefix}.{name}"
    return Knob(
        path=path,
        kind="choice" if choices else kind,
        default=info.default,
        choices=choices,
        optional=optional,
        **meta,
    )


def _kind(annotation: Any) -> tuple[Kind, bool]:
    """Kind of a field and whether it may be None, from its type."""
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        numbers = [member for member in members if get_origin(member) is not Literal]
        return _kind(numbers[0])[0], len(members) < len(get_args(annotation))
    if get_origin(annotation) is tuple:
        return ("float_list" if float in get_args(annotation) else "int_list"), False
    kinds: dict[Any, Kind] = {bool: "bool", int: "int", float: "float"}
    return kinds.get(annotation, "choice"), False
