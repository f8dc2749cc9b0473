"""From what a person gave to a complete specification, or to one sentence on what is wrong."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.errors import BadInput
from core.spec.dataset import DatasetSpec
from core.spec.defaults import recommended
from core.spec.errors import (
    missing,
    not_a_choice,
    not_an_object,
    not_its_own,
    not_valid,
    unknown_key,
)
from core.spec.families import FAMILIES
from core.spec.family import ModelSpec
from core.spec.network import NetworkSpec
from core.spec.run import SECTIONS, RunSpec
from core.spec.section import Section, all_knobs, own_knobs
from core.spec.training import TrainingSpec

S = TypeVar("S", bound=Section)


def parse_spec(given: Mapping[str, Any]) -> RunSpec:
    """A complete specification from a partial one.

    What is left out takes the default recommended for the data set and model. Raises `BadInput`
    with one sentence that names the field, what was given and what is valid.
    """
    sections = _sections(given)
    _choose("dataset.name", sections["dataset"], own_knobs(DatasetSpec)["name"].choices)
    family = FAMILIES[_choose("model.family", sections["model"], FAMILIES)]
    member = family.default
    if family.key and family.key in sections["model"]:
        member = _choose(f"model.{family.key}", sections["model"], family.members)
    model = family.members[member]
    here = f"{family.name} {member}" if family.key else family.name
    for key in sections["model"]:
        if key not in model.model_fields:
            raise _foreign(str(key), here, model)
    defaults = recommended(sections, family.name, member)
    merged = {name: {**defaults[name], **sections[name]} for name in SECTIONS}
    return RunSpec.model_validate(
        {
            "dataset": _build(DatasetSpec, merged["dataset"]),
            "model": _build(model, merged["model"]),
            "network": _build(NetworkSpec, merged["network"]),
            "training": _build(TrainingSpec, merged["training"]),
        }
    )


def _sections(given: Any) -> dict[str, dict[str, Any]]:
    """The four sections as dictionaries; a section left out is empty."""
    given = _object("the specification", given, SECTIONS)
    for key in given:
        if key not in SECTIONS:
            raise unknown_key("", str(key), SECTIONS)
    keys = {
        "dataset": tuple(DatasetSpec.model_fields),
        "model": ("family", *sorted(family.key for family in FAMILIES.values() if family.key)),
        "network": tuple(NetworkSpec.model_fields),
        "training": tuple(TrainingSpec.model_fields),
    }
    sections = {name: dict(_object(name, given.get(name, {}), keys[name])) for name in SECTIONS}
    training = sections["training"]
    for length in ("epochs", "steps"):  # null says: not by this one
        if length in training and training[length] is None:
            del training[length]
    return sections


def _object(path: str, given: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise not_an_object(path, given, keys)
    return given


def _choose(path: str, section: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    """The name that decides which data set, family or member is meant."""
    key = path.rpartition(".")[2]
    if key not in section:
        raise missing(path, names)
    given = section[key]
    if not isinstance(given, str) or given not in names:
        raise not_a_choice(path, given, names)
    return given


def _foreign(key: str, here: str, model: type[ModelSpec]) -> BadInput:
    """A knob of other models is named as such; an unknown one gets the nearest valid name."""
    owners = _owners(key)
    if owners:
        return not_its_own(f"model.{key}", here, owners)
    return unknown_key("model", key, model.model_fields)


def _owners(key: str) -> list[str]:
    """Who has this knob, in words: a whole family, or the members that do."""
    owners = []
    for family in FAMILIES.values():
        members = family.owners(key)
        if len(members) == len(family.members):
            owners.append(family.name)
        else:
            owners.extend(f"{family.name} {member}" for member in members)
    return owners


def _build(cls: type[S], values: Mapping[str, Any]) -> S:
    """Validate one section; pydantic's first complaint becomes a sentence."""
    try:
        return cls.model_validate(dict(values))
    except ValidationError as error:
        raise _sentence(cls, values, error.errors(include_url=False)[0]) from None


def _sentence(cls: type[Section], values: Mapping[str, Any], error: ErrorDetails) -> BadInput:
    """The sentence for one complaint of pydantic about the values given for a section."""
    location = [str(part) for part in error["loc"]]
    knobs = {path.removeprefix(f"{cls.prefix}."): knob for path, knob in all_knobs(cls).items()}
    if error["type"] in ("extra_forbidden", "invalid_key"):
        *inner, key = location
        prefix = ".".join((cls.prefix, *inner))
        valid = [path.rpartition(".")[2] for path in all_knobs(cls) if path.startswith(prefix)]
        return unknown_key(prefix, key, valid)
    for depth in range(len(location), 0, -1):
        knob = knobs.get(".".join(location[:depth]))
        if knob:
            return not_valid(knob, _at(values, location[:depth]))
    path = ".".join((cls.prefix, *location))
    inner_keys = [name.rpartition(".")[2] for name in knobs if name.startswith(location[0])]
    return not_an_object(path, error["input"], inner_keys)


def _at(values: Any, location: list[str]) -> Any:
    for key in location:
        values = values[key]
    return values
