"""A lesson is one Markdown file: a head of TOML, prose under fixed headings, live parts between."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import BadInput
from core.paths import ASSETS
from core.spec.errors import nearest

FOLDER = ASSETS / "lessons"

ARC = ("Predict", "Experiment", "What happened", "Mathematics", "Mission")
"""The headings of every lesson, in this order; what stands before the first is the question."""

_HEAD = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
_HEADING = re.compile(r"^## (.+?)\s*$", re.MULTILINE)
_LIVE = re.compile(r"^```live (\w+)\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"(\d\d)_([a-z0-9_]+)\.md")


@dataclass(frozen=True)
class Prose:
    """Markdown, drawn as it stands."""

    text: str


@dataclass(frozen=True)
class Live:
    """A place for a live part: its name and the keyword arguments that its block holds."""

    name: str
    arguments: dict[str, Any]


Block = Prose | Live


@dataclass(frozen=True)
class Lesson:
    """One lesson as its file tells it; `sections` maps "" (the opening) and each heading of `ARC`
    to its blocks, in order."""

    slug: str
    title: str
    question: str
    group: str
    minutes: int
    needs: str
    sources: tuple[str, ...]
    sections: dict[str, tuple[Block, ...]]

    def live(self, name: str) -> list[Live]:
        """Its live parts of that name, wherever they stand."""
        blocks = [block for section in self.sections.values() for block in section]
        return [block for block in blocks if isinstance(block, Live) and block.name == name]


@cache
def lessons() -> dict[str, Lesson]:
    """Every lesson by its slug, in the order of their numbers."""
    return {one.slug: one for one in map(read, sorted(FOLDER.glob("*.md")))}


def lesson(slug: str) -> Lesson:
    """The lesson of that name; raises `BadInput` that names the nearest."""
    found = lessons().get(slug)
    if found is None:
        near = nearest(slug, list(lessons()))
        hint = f"did you mean {near}?" if near else f"there are {', '.join(lessons())}."
        raise BadInput(f"There is no lesson {slug[:60]!r}; {hint}")
    return found


def read(path: Path) -> Lesson:
    """Parse a lesson's file; raises `BadInput` with its name and what is wrong."""
    name = _FILE.fullmatch(path.name)
    if not name:
        raise BadInput(f"{path.name} is no name of a lesson; it must be like 03_dead_features.md.")
    text = path.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if not head:
        raise BadInput(f"{path.name} must begin with a head of TOML between two lines of +++.")
    said = _toml(head[1], path.name)
    try:
        return Lesson(
            slug=name[2],
            title=str(said.pop("title")),
            question=str(said.pop("question")),
            group=str(said.pop("group")),
            minutes=int(said.pop("minutes")),
            needs=str(said.pop("needs")),
            sources=tuple(said.pop("sources")),
            sections=_sections(text[head.end() :], path.name),
            **said,
        )
    except KeyError as missing:
        raise BadInput(f"The head of {path.name} lacks {missing.args[0]}.") from missing
    except TypeError as unknown:
        raise BadInput(f"The head of {path.name} says too much: {', '.join(said)}.") from unknown


def _sections(text: str, file: str) -> dict[str, tuple[Block, ...]]:
    parts = _HEADING.split(text)
    headings = tuple(parts[1::2])
    if headings != ARC:
        raise BadInput(f"The headings of {file} are {headings}; they must be {ARC}.")
    return {
        heading: tuple(_blocks(part, file))
        for heading, part in zip(("", *headings), parts[::2], strict=True)
    }


def _blocks(text: str, file: str) -> list[Block]:
    found: list[Block] = []
    pieces = _LIVE.split(text)
    for place in range(0, len(pieces), 3):
        if prose := pieces[place].strip():
            found.append(Prose(prose))
        if place + 2 < len(pieces):
            found.append(Live(pieces[place + 1], _toml(pieces[place + 2], file)))
    return found


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"A block of {file} is not valid TOML: {error}.") from error
