"""Finds the live part that a lesson names, and checks what is said to it."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

from core.errors import BadInput
from core.lessons import Live
from core.spec.errors import nearest
from pages.widgets.lesson import live

Show = Callable[..., None]


@cache
def parts() -> dict[str, Show]:
    """Every live part by its name: the `show` of each module in live/."""
    names = [module.name for module in pkgutil.iter_modules(live.__path__)]
    return {name: importlib.import_module(f"{live.__name__}.{name}").show for name in names}


def bound(block: Live) -> tuple[Show, dict[str, Any]]:
    """The part and its arguments; raises `BadInput` that names what does not fit."""
    show = parts().get(block.name)
    if show is None:
        near = nearest(block.name, list(parts()))
        hint = f"did you mean {near}?" if near else f"there are {', '.join(parts())}."
        raise BadInput(f"There is no live part {block.name!r}; {hint}")
    try:
        inspect.signature(show).bind(key="", **block.arguments)
    except TypeError as error:
        raise BadInput(f"The live part {block.name}: {error}.") from error
    return show, block.arguments


def draw(block: Live, key: str) -> None:
    """Draw a live part under keys of its own."""
    show, arguments = bound(block)
    show(key=key, **arguments)
