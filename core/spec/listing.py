"""The knobs of a specification, ready for a form: what acts, its bounds, default and value."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from core.spec.dataset import DatasetSpec
from core.spec.families import FAMILIES
from core.spec.knob import Knob
from core.spec.network import NetworkSpec
from core.spec.parse import parse_spec
from core.spec.run import SECTIONS, RunSpec
from core.spec.section import Section, all_knobs, own_knobs
from core.spec.training import TrainingSpec

KIND = ("dataset.name", "model.family", *(f"model.{f.key}" for f in FAMILIES.values() if f.key))
"""What decides which other knobs there are."""


def knobs(target: type[Section] | RunSpec) -> list[Knob]:
    """The knobs of a section class, or those that act in a specification.

    For a specification each knob carries its present `value`, the `default` recommended for this
    data set and model, and bounds that follow from other values. Left out are knobs that do
    nothing here and choices with a single answer.
    """
    if isinstance(target, RunSpec):
        return _of_spec(target)
    return list(all_knobs(target).values())


@cache
def labels() -> dict[str, str]:
    """Every knob's label by its dotted path, over all sections and models."""
    sections: list[type[Section]] = [
        DatasetSpec,
        NetworkSpec,
        TrainingSpec,
        *(member for family in FAMILIES.values() for member in family.members.values()),
    ]
    found: dict[str, str] = {}
    for section in sections:
        for path, knob in all_knobs(section).items():
            found.setdefault(path, knob.label)
    return found


def acting(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Of dotted choices, those that act in the model that they describe; the others fall away.

    For a form whose data set, family or likelihood was just switched: what belonged to the former
    choice must not stand in the way of the new one. Raises `BadInput` when the choices name no
    data set and model.
    """
    kind = {path: chosen[path] for path in KIND if path in chosen}
    usual = parse_spec(nested(kind))
    classes = [type(getattr(usual, name)) for name in SECTIONS]
    known = {path: knob for each in classes for path, knob in all_knobs(each).items()}
    values = {**flat(usual.as_dict()), **chosen}
    kept = dict(kind)
    for path in chosen:
        knob = known.get(path)
        if knob is None or path in kept:
            continue
        if knob.kind == "choice" and chosen[path] not in knob.choices:
            continue
        neighbour, wanted = knob.when or ("", ())
        if not wanted or values[f"{path.rpartition('.')[0]}.{neighbour}"] in wanted:
            kept[path] = chosen[path]
    return kept


def _of_spec(spec: RunSpec) -> list[Knob]:
    recommended = flat(_bare(spec).as_dict())
    idle = spec.model.idle
    found = []
    for name in SECTIONS:
        if name in idle:
            continue
        section = getattr(spec, name)
        deciding = list(_deciding(spec)) if name == "model" else []
        for knob in (*deciding, *_of_section(section)):
            if knob.path in idle or (knob.kind == "choice" and len(knob.choices) < 2):
                continue
            found.append(replace(knob, default=recommended.get(knob.path, knob.default)))
    return found


def _of_section(section: Section) -> Iterator[Knob]:
    limits, idle = section.limits(), section.inactive()
    own = own_knobs(type(section))
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from _of_section(value)
        elif name in own and name not in idle:
            yield replace(own[name].limited(limits.get(name)), value=value)


def _deciding(spec: RunSpec) -> Iterator[Knob]:
    """The choices that decide which other knobs there are: family, and variant or objective."""
    family = FAMILIES[spec.model.family]
    yield Knob(
        path="model.family",
        kind="choice",
        default=None,
        label="family",
        help=" ".join(f"{each.title}: {each.about}" for each in FAMILIES.values()),
        choices={name: each.title for name, each in FAMILIES.items()},
        main=True,
        value=family.name,
    )
    if family.key:
        yield Knob(
            path=f"model.{family.key}",
            kind="choice",
            default=family.default,
            label=family.key_label,
            help=" ".join(f"{cls.title}: {cls.about}" for cls in family.members.values()),
            choices=dict(family.titles),
            main=True,
            value=spec.model.member(),
        )


def _bare(spec: RunSpec) -> RunSpec:
    """The recommendation for this data set and model, nothing else given."""
    family = FAMILIES[spec.model.family]
    model: dict[str, Any] = {"family": family.name}
    if family.key:
        model[family.key] = spec.model.member()
    return parse_spec({"dataset": {"name": spec.dataset.name}, "model": model})


def nested(paths: Mapping[str, Any]) -> dict[str, Any]:
    """`{"model.beta": 1}` as `{"model": {"beta": 1}}`."""
    sections: dict[str, Any] = {}
    for path, value in paths.items():
        *outer, name = path.split(".")
        place = sections
        for key in outer:
            place = place.setdefault(key, {})
        place[name] = value
    return sections


def flat(nested: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"model": {"beta": 1}}` as `{"model.beta": 1}`."""
    leaves: dict[str, Any] = {}
    for key, value in nested.items():
        path = f"{prefix}{key}"
        leaves |= flat(value, f"{path}.") if isinstance(value, dict) else {path: value}
    return leaves
