"""A specification in the address bar: only what a person chose, under its dotted path."""

import json
from collections.abc import Mapping
from typing import Any

from core.spec import RunSpec, flat, nested, parse_spec

KIND = ("dataset.name", "model.family", "model.variant", "model.objective")
"""What chooses the other knobs, and therefore stands in the link even at its default."""


def from_query(query: Mapping[str, str]) -> dict[str, Any]:
    """The dotted paths of a link with their values; what is not JSON is taken as a word."""
    return {path: _value(text) for path, text in query.items() if "." in path}


def to_query(spec: RunSpec) -> dict[str, str]:
    """The link of a specification: its kind, and what differs from what is recommended."""
    full = flat(spec.as_dict())
    kind = {path: full[path] for path in KIND if path in full}
    usual = flat(parse_spec(nested(kind)).as_dict())
    chosen = {p: v for p, v in full.items() if v != usual.get(p) and v is not None}
    return {path: text_of(value) for path, value in {**kind, **chosen}.items()}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def text_of(value: Any) -> str:
    """A value as it stands in a link: words as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
