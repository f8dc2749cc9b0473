"""Terms of a formula: what is set, what is marked, what is refused; and two complete examples."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadInput
from core.lessons.terms import (
    Numbers,
    Term,
    formula_tex,
    lines_of,
    methods_of,
    numbers_tex,
    parse_terms,
    sentence,
)
from core.runs import Library
from core.takeaway.script import script

EXAMPLES = sorted((Path(__file__).parent / "terms").glob("*.md"))
D = {"name": "D", "latex": r"\|x\|", "says": "It is {value}.", "value": "test.kl"}
RUN = Numbers({"test": {"kl": 6.9}}, {"model": {"family": "variational", "beta": 4.0}})


def block(file: Path) -> dict[str, Any]:
    (found,) = re.findall(r"```live terms\n(.*?)```", file.read_text(), re.DOTALL)
    return tomllib.loads(found)


def test_the_chosen_term_is_framed_and_no_other() -> None:
    terms = [Term("D", "D", ""), Term("beta", r"\beta", "")]
    assert formula_tex(r"@D + @beta", terms, "beta", "#123456") == (
        r"{D} + \textcolor{#123456}{\boxed{\beta}}"
    )
    assert formula_tex(r"@D + @beta", terms, None, "#123456") == r"{D} + {\beta}"


def test_numbers_take_the_place_of_terms() -> None:
    terms = [Term(**D), Term("beta", r"\beta", "", value="model.beta"), Term("z", "z", "")]
    assert numbers_tex(r"@D \cdot @beta + @z", terms, RUN, None, "") == r"{6.90} \cdot {4} + {z}"
    assert sentence(terms[0], RUN) == "It is 6.90 nats."


def test_a_term_is_about_the_lines_that_hold_its_texts() -> None:
    code = "a = 1\nkl = a\nrate = kl\n"
    assert lines_of(Term("R", "R", "", match=["kl = ", "rate"]), code) == [1, 2]
    with pytest.raises(BadInput, match="no line with 'beta'"):
        lines_of(Term("R", "R", "", match="beta"), code)


def test_methods_come_without_their_indentation() -> None:
    program = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
    assert methods_of(program, ["g", "f"]) == (
        "def g(self):\n    return 2\n\ndef f(self):\n    return 1"
    )
    with pytest.raises(BadInput, match="no method 'h'; it has f, g"):
        methods_of(program, ["h"])


@pytest.mark.parametrize(
    ("formula", "terms", "said"),
    [
        ("@D", [D | {"shoe": 1}], "no shoe"),
        ("@D", [{"name": "D", "latex": "D"}], "lacks says"),
        ("@D", [D | {"picture": "cats"}], "no picture cats"),
        ("@D + @R", [D], "@R, which is no term"),
    ],
)
def test_what_does_not_fit_is_said(formula: str, terms: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse_terms(formula, terms)


def test_a_number_that_is_not_there_is_said() -> None:
    with pytest.raises(BadInput, match=r"no number 'test\.shoe'"):
        RUN.of("test.shoe")


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_examples_are_whole(file: Path) -> None:
    """Every term has its line in the run's own program, and its number adds up."""
    given = block(file)
    run = Library().find(given["run"])
    numbers = Numbers(run.summary() or {}, run.spec.as_dict())
    terms = {t.name: t for t in parse_terms(given["formula"] + given["numbers"], given["term"])}
    code = methods_of(script(run.spec), given["methods"])
    for term in terms.values():
        assert lines_of(term, code)
        assert "{" not in sentence(term, numbers)
    value = {name: numbers.of(term.value) for name, term in terms.items() if term.value}
    if "R" in value:
        assert value["L"] == pytest.approx(value["D"] + value["beta"] * value["R"])
    else:
        assert value["L"] == pytest.approx(value["error"] + value["sparsity"])
