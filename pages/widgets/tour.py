"""The tour: six things to do, one at a time, in a strip above the page; it waits for each.

How far a visitor is stands in their record on disk, so that it goes on over pages, refreshes and
visits. On a first visit it waits on Home; whoever comes by another way is left alone.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import LabError
from core.lessons import record
from core.runs import RunFolder
from pages.owner import owner
from pages.widgets import picker
from pages.widgets.component import load
from pages.widgets.press import keeping, taken

_MARK = "tour"
_OVER = -1
_PAD = "home.pad"
_LOOK = ("latent", "sparse")


@dataclass(frozen=True)
class Now:
    """What a step may look at: the page and the run in its link, the pad's point on Home, the
    visitor's newest run, and what point and run there were when the tour began."""

    page: str
    linked: str | None
    point: list[float] | None
    newest: RunFolder | None
    before: dict[str, Any]


@dataclass(frozen=True)
class Step:
    """`ask` is said until `done`; `target` is what to touch on `page` (its file's name)."""

    ask: str
    page: str
    go: str
    target: str
    done: Callable[[Now], bool]


def _trained(now: Now) -> bool:
    return now.newest is not None and now.newest.id != now.before.get("run")


def _opened(now: Now) -> bool:
    return now.page in _LOOK and now.newest is not None and now.linked == now.newest.id


STEPS = (
    Step(
        "A model’s map of digits. Drag the point: the decoder draws what lies there.",
        "home",
        "Open Home",
        ".st-key-home-pad",
        lambda now: now.point is not None and now.point != now.before.get("point"),
    ),
    Step(
        "Open an example below, or a lesson in Learn.",
        "home",
        "Open Home",
        ".st-key-ladders",
        lambda now: now.page in ("learn", *_LOOK),
    ),
    Step(
        "Look around. Then train one of your own: on Train, press Train.",
        "train",
        "Open Train",
        ".st-key-train-start",
        _trained,
    ),
    Step(
        "Watch the curves fall and the pictures sharpen, until it has finished.",
        "train",
        "Open Train",
        '[class*="st-key-curves"]',
        lambda now: now.newest is not None and not now.newest.status().active,
    ),
    Step(
        "Open what it learned.",
        "train",
        "Open Train",
        '[data-testid="stMain"] [data-testid="stPageLink"]',
        _opened,
    ),
    Step(
        "Last, put it beside other runs: open Compare.",
        "compare",
        "Open Compare",
        "",
        lambda now: now.page == "compare",
    ),
)
END = "That is all of it: change one knob, train again, compare. Lessons and examples are on Home."


def slot(page: str) -> Any:
    """The strip's place above the page, None where there is no tour; draw it there by `strip`."""
    known = _known()
    if known.get("step") == _OVER or (not known and page != "home"):
        return None
    return st.container(key="tour")


def strip(place: Any, page: str) -> None:
    """What is asked for now, after the page has run: so that it knows what was done there."""
    known = _known()
    step = _advanced(known, page)
    last = step == len(STEPS)
    asked = None if last else STEPS[step]
    there = asked is not None and asked.page == page
    data = {
        "step": step + 1,
        "steps": len(STEPS),
        "text": asked.ask if asked else END,
        "target": asked.target if asked and there else "",
        "go": None if asked is None or there else asked.go,
        "fresh": not known,
    }
    key = "tour.strip"
    with place:
        load("tour")(key=key, data=data, on_leave_change=leave, **keeping(key, "go"))
    if taken(key, "go") and asked:
        st.switch_page(f"{asked.page}.py")


def begin() -> None:
    """Start it anew, from Home."""
    _write(_started())


def leave() -> None:
    """It was skipped, or is done."""
    _write({"step": _OVER})


def _advanced(known: dict[str, Any], page: str) -> int:
    """The step that is asked for now, written down where it is another one."""
    runs = picker.my_runs()
    newest = runs[0] if runs else None
    before = known or _started()
    now = Now(page, st.query_params.get("run"), _point(), newest, before)
    step = int(before["step"])
    while step < len(STEPS) and STEPS[step].done(now):
        step += 1
    if step != before["step"]:
        _write(before | {"step": step})
    return step


def _started() -> dict[str, Any]:
    runs = picker.my_runs()
    return {"step": 0, "point": None, "run": runs[0].id if runs else None}


def _point() -> list[float] | None:
    """Where the pad on Home was let go, while it is on the page."""
    return getattr(st.session_state.get(_PAD), "point", None)


def _known() -> dict[str, Any]:
    found = record.read(owner()).marks.get(_MARK)
    return found if isinstance(found, dict) and isinstance(found.get("step"), int) else {}


def _write(value: dict[str, Any]) -> None:
    """A full disk ends no page: the tour is then forgotten."""
    with suppress(LabError):
        record.mark(owner(), _MARK, value)
