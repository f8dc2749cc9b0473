"""What knobs are called in sentences and tables about runs that differ in them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core.spec.knob import Knob
from core.spec.listing import knobs
from core.spec.run import SECTIONS, RunSpec
from core.spec.section import all_knobs
from core.spec.special import said

_REPEATS = {"training.seed": "seed", "dataset.fold": "fold", "dataset.seed": "split seed"}


def declared(specs: Iterable[RunSpec]) -> dict[str, Knob]:
    """Every knob that these specifications have, by its dotted path, whether it acts or not."""
    found: dict[str, Knob] = {}
    for spec in specs:
        for knob in knobs(spec):  # as it reads in this model
            found.setdefault(knob.path, knob)
        for name in SECTIONS:
            for path, knob in all_knobs(type(getattr(spec, name))).items():
                found.setdefault(path, knob)
    return found


def brief(path: str, known: Mapping[str, Knob]) -> str:
    """A knob in one or two words: a symbol that is read as a name (β), else the label."""
    if path in _REPEATS:
        return _REPEATS[path]
    knob = known.get(path)
    if knob is None:  # of another model than those that are known
        return path.rpartition(".")[2].replace("_", " ")
    return knob.label if knob.symbol.isascii() else knob.symbol


def in_words(values: Mapping[str, Any], spec: RunSpec) -> str:
    """Settings as people say them: `β 4, 8 dimensions, seed 1`."""
    known = declared([spec])
    return ", ".join(
        said(replace(known[path], value=value))
        if path in known
        else f"{brief(path, known)} {value}"
        for path, value in values.items()
    )
