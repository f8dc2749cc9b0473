"""Browser components from assets/components: one registration each, whatever page asks first."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from core.paths import COMPONENTS

_SHARED = COMPONENTS / "shared"
_DECLARED = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
_LOCAL = re.compile(r"\b(?:function\*?|class|const|let) (\w+)")
_COMMENT = re.compile(r"^\s*(?://|/?\*).*$", re.MULTILINE)
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?!\s*:)")

Mount = Callable[..., Any]


@cache
def load(name: str) -> Mount:
    """The component `name`; call it with `key=` (required), `data=` and its callbacks.

    Raises `FileNotFoundError` when `assets/components` holds no such script.
    """
    mount = st.components.v2.component(f"latent_lab_{name}", css=styles(name), js=script(name))

    def render(*, key: str, **arguments: Any) -> Any:
        return mount(key=key, **arguments)

    return render


def script(name: str) -> str:
    """The component's module, after the shared files that it needs.

    Streamlit loads it as a blob, from which nothing can be imported. So shared files are plain
    declarations, and one comes along when a name that it declares is used by what is there already.
    """
    shared = {path: path.read_text(encoding="utf-8") for path in sorted(_SHARED.glob("*.js"))}
    own = (COMPONENTS / f"{name}.js").read_text(encoding="utf-8")
    needed: dict[Any, str] = {}
    unread = [own]
    while unread:
        text = unread.pop()
        missing = set(_NAME.findall(_COMMENT.sub("", text))) - set(_LOCAL.findall(text))
        for path, code in shared.items():
            if path not in needed and missing & set(_DECLARED.findall(code)):
                needed[path] = code
                unread.append(code)
    return "\n".join([*(code for path, code in shared.items() if path in needed), own])


def styles(name: str) -> str:
    """The shared rules, then the component's own where it has any."""
    files = [_SHARED / "base.css", COMPONENTS / f"{name}.css"]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())
