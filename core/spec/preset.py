"""What a preset is: a partial specification worth trying, and the story that it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """A partial specification for `parse_spec`; `look` says what to watch while it trains."""

    name: str
    title: str
    story: str
    spec: Mapping[str, Any]
    look: str = ""
