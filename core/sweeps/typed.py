"""What is to be tried, as people type it: `1, 2, 4`, or `0.1 to 10` for draws at random.

Whether a knob takes such values is for `parse_sweep` to say.
"""

import json
import re
from typing import Any

from core.errors import BadInput
from core.spec import Knob

_RANGE = re.compile(r"\s*([\d.eE+-]+)\s*(?:to|–)\s*([\d.eE+-]+)\s*")


def values_of(text: str) -> list[Any]:
    """The values between commas: numbers, words, true and false, lists in brackets.

    Raises `BadInput` when there are none.
    """
    try:
        values = json.loads(f"[{text}]")
    except ValueError:
        values = [_value(word.strip()) for word in text.split(",") if word.strip()]
    if not values:
        raise BadInput("Values to try are missing; give some, with commas between: 1, 2, 4.")
    return list(values)


def range_of(knob: Knob, text: str) -> Any:
    """What values are drawn from: a range such as `0.1 to 10`, or else a list as in `values_of`.

    A knob that is best seen on a logarithmic axis is drawn evenly over orders of magnitude.
    """
    found = _RANGE.fullmatch(text)
    ends = [_value(word) for word in found.groups()] if found else []
    if not ends or any(isinstance(end, str) for end in ends):
        return values_of(text)
    low, high = ends
    log = knob.scale == "log" and low > 0
    return {"low": low, "high": high, "log": log, "integer": knob.kind == "int"}


def _value(word: str) -> Any:
    try:
        return json.loads(word)
    except ValueError:
        return word
