"""A formula whose terms can be pointed at: in the formula, in the code, and in pictures."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from textwrap import dedent
from typing import Any

from core.errors import BadInput
from core.lessons.numbers import numbers
from core.quantities import quantity, written

PICTURES = ("inputs", "codes", "reconstructions", "samples", "atoms")
"""What a term may be about, of the run at its end."""

_PLACE = re.compile(r"@([A-Za-z]+)")


@dataclass(frozen=True)
class Term:
    """One term of a formula.

    `name` is what the formula calls it by, `@name`; `latex` how it is set there, `symbol` where it
    stands alone (as in the formula, if left out); `title` what people call it. `match`: every line
    of the code that holds one of these texts is about it. `value`: where its number is, a path of
    the run's specification, `model.beta`, or of its summary, `test.kl`. `picture`: one or more of
    `PICTURES`. `says`: the sentence, `{value}` being the number with its unit.
    """

    name: str
    latex: str
    says: str
    title: str = ""
    symbol: str = ""
    match: str | Sequence[str] = ()
    value: str = ""
    picture: str | Sequence[str] = ()

    @property
    def pictures(self) -> tuple[str, ...]:
        return _several(self.picture)

    @property
    def matches(self) -> tuple[str, ...]:
        return _several(self.match)


def parse_terms(formula: str, given: Sequence[Mapping[str, Any]]) -> list[Term]:
    """The terms of a lesson's block; raises `BadInput` that names what does not fit."""
    known = {field.name for field in fields(Term)}
    terms = []
    for entry in given:
        if unknown := set(entry) - known:
            raise BadInput(
                f"A term has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}."
            )
        if missing := {"name", "latex", "says"} - set(entry):
            raise BadInput(f"A term lacks {', '.join(sorted(missing))}.")
        term = Term(**entry)
        if wrong := set(term.pictures) - set(PICTURES):
            raise BadInput(
                f"There is no picture {', '.join(sorted(wrong))}; there is {', '.join(PICTURES)}."
            )
        terms.append(term)
    names = {term.name for term in terms}
    if strange := set(_PLACE.findall(formula)) - names:
        raise BadInput(f"The formula names @{', @'.join(sorted(strange))}, which is no term.")
    return terms


def formula_tex(formula: str, terms: Sequence[Term], chosen: str | None, colour: str) -> str:
    """The formula as LaTeX; the chosen term is framed, and in a colour ("#rrggbb")."""
    by_name = {term.name: term.latex for term in terms}

    def one(found: re.Match[str]) -> str:
        name = str(found[1])
        return _framed(by_name[name], colour) if name == chosen else f"{{{by_name[name]}}}"

    return _PLACE.sub(one, formula)


def numbers_tex(
    template: str, terms: Sequence[Term], run: "Numbers", chosen: str | None, colour: str
) -> str:
    """The same with the run's numbers in place of the terms that have one."""
    by_name = {term.name: term for term in terms}

    def one(found: re.Match[str]) -> str:
        term = by_name[found[1]]
        text = run.text(term.value).replace("−", "-").replace(",", "{,}").replace("%", r"\%")
        shown = text if term.value else term.latex
        return _framed(shown, colour) if term.name == chosen else f"{{{shown}}}"

    return _PLACE.sub(one, template)


@dataclass(frozen=True)
class Numbers:
    """Where the numbers of a run are: its summary and its specification (both as dicts)."""

    summary: Mapping[str, Any]
    spec: dict[str, Any]

    def of(self, path: str) -> Any:
        """The value at a path; raises `BadInput` where there is none."""
        measured = {**self.summary, "test": numbers(self.summary)}
        found: Any = self.spec if path.split(".")[0] in self.spec else measured
        for part in path.split("."):
            if not isinstance(found, Mapping) or part not in found:
                raise BadInput(f"This run has no number {path!r}.")
            found = found[part]
        return found

    def text(self, path: str, unit: bool = False) -> str:
        """The number as people write it, with its unit where asked for; "" for no path."""
        if not path:
            return ""
        what = quantity(path.split(".")[-1], self.spec)
        number = written(self.of(path), what)
        return f"{number} {what.unit}".strip() if unit else number


def sentence(term: Term, run: Numbers) -> str:
    """What is said of the term, with its number."""
    return term.says.replace("{value}", run.text(term.value, unit=True))


def lines_of(term: Term, code: str) -> list[int]:
    """Which lines of the code, from 0, are about the term; `BadInput` where a text is not there."""
    lines = code.splitlines()
    found: set[int] = set()
    for text in term.matches:
        about = {place for place, line in enumerate(lines) if text in line}
        if not about:
            raise BadInput(f"The code has no line with {text!r}, which {term.name} matches.")
        found |= about
    return sorted(found)


def methods_of(program: str, names: Sequence[str]) -> str:
    """Methods of the one class of a program, or functions beside it, in the order of `names`,
    without their indentation.

    Raises `BadInput` for a name that is not there.
    """
    lines = program.splitlines()
    parts = []
    module = ast.parse(program).body
    classes = [node for node in module if isinstance(node, ast.ClassDef)]
    bodies = (module, *(one.body for one in classes))
    methods = {
        node.name: node for body in bodies for node in body if isinstance(node, ast.FunctionDef)
    }
    for name in names:
        if name not in methods:
            raise BadInput(f"The code has no method {name!r}; it has {', '.join(methods)}.")
        node = methods[name]
        parts.append(dedent("\n".join(lines[node.lineno - 1 : node.end_lineno])))
    return "\n\n".join(parts)


def _framed(latex: str, colour: str) -> str:
    return rf"\textcolor{{{colour}}}{{\boxed{{{latex}}}}}"


def _several(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
