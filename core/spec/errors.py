"""Pydantic's complaints turned into one sentence: the field, what was given, what is valid."""

import difflib
from collections.abc import Iterable
from typing import Any

from core.errors import BadInput
from core.spec.knob import Knob, one_of, shown


def not_valid(knob: Knob, given: Any) -> BadInput:
    """`training.epochs is 0, but must be a whole number from 1 to 10,000.`"""
    hint = ""
    if isinstance(given, str):
        near = nearest(given, knob.choices or knob.words)
        hint = f"; did you mean {near}?" if near else ""
    return BadInput(f"{knob.path} is {shown(given)}, but must be {knob.valid()}{hint or '.'}")


def not_a_choice(path: str, given: Any, names: Iterable[str]) -> BadInput:
    """Like `not_valid` for a name that decides which section is meant."""
    names = list(names)
    near = nearest(given, names) if isinstance(given, str) else None
    hint = f"; did you mean {near}?" if near else "."
    return BadInput(f"{path} is {shown(given)}, but must be {one_of(names)}{hint}")


def missing(path: str, names: Iterable[str]) -> BadInput:
    """`model.family is missing; it must be plain, sparse or variational.`"""
    return BadInput(f"{path} is missing; it must be {one_of(list(names))}.")


def not_an_object(path: str, given: Any, keys: Iterable[str]) -> BadInput:
    """`network is 3, but must be an object with keys among kind, hidden, activation.`"""
    return BadInput(
        f"{path} is {shown(given)}, but must be an object with keys among {', '.join(keys)}."
    )


def not_its_own(path: str, here: str, owners: Iterable[str]) -> BadInput:
    """A knob of other models: `model.k is no knob of sparse l1; sparse topk has it.`"""
    owners = list(owners)
    verb = "has" if len(owners) == 1 else "have"
    return BadInput(f"{path} is no knob of {here}; {one_of(owners)} {verb} it.")


def unknown_key(prefix: str, key: str, valid: Iterable[str]) -> BadInput:
    """`model.bta is unknown; the nearest valid name is model.beta.`"""
    valid = list(valid)
    path = f"{prefix}.{key}" if prefix else key
    near = nearest(key, valid)
    if near:
        full = f"{prefix}.{near}" if prefix else near
        return BadInput(f"{path} is unknown; the nearest valid name is {full}.")
    return BadInput(f"{path} is unknown; valid here are {', '.join(valid)}.")


def nearest(given: str, names: Iterable[str]) -> str | None:
    """The valid name most like the given one, if any is near."""
    lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(given.lower(), list(lower), n=1, cutoff=0.5)
    return lower[found[0]] if found else None
