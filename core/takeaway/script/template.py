"""Program text with gaps, filled with what one run needs, so that nothing else is left in it."""

import re
from dataclasses import dataclass
from textwrap import dedent, fill, indent

_GAP = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
_ALONE = re.compile(r"^([ \t]*)\$(\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class Setting:
    """A constant at the top of the program: `BETA = 4.0  # β · price of a nat of information`."""

    name: str
    value: object
    about: str

    def line(self) -> str:
        value = f"{self.value:_}" if isinstance(self.value, int) else repr(self.value)
        return f"{self.name} = {value}  # {self.about}"


def paragraph(text: str, indentation: int = 4) -> str:
    """Words of a docstring, on lines that are short enough; the first follows on its own."""
    room = " " * indentation
    return fill(text, 94, initial_indent=room, subsequent_indent=room).strip()


def filled(template: str, **gaps: str) -> str:
    """The template without its common indentation, `$name` or `${name}` by `gaps["name"]`.

    A gap alone on its line takes whole lines, indented like itself; where it is filled with nothing
    the line goes too, and blank lines that meet then are one. Raises `KeyError` for a gap without
    filling.
    """

    def lines(match: re.Match[str]) -> str:
        return indent(gaps[match[2]].strip("\n"), match[1]) or "\0"

    text = _ALONE.sub(lines, dedent(template).strip("\n"))
    text = re.sub(r"\0\n?", "", text)
    text = _GAP.sub(lambda match: gaps[match[1] or match[2]], text)
    text = re.sub(r"\n{3,}(?=[ \t])", "\n\n", text)
    return re.sub(r"\n{4,}", "\n\n\n", text).rstrip()
