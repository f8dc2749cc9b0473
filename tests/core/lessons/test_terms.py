"""Terms of a formula: what is set, what is marked, what is refused; and two complete examples."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadInput
from core.lessons import lessons
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
from core.runs import Library, RunFolder
from core.takeaway.script import script

EXAMPLES = sorted((Path(__file__).parent / "terms").glob("*.md"))
KEPT_OF_TEST = {
    "inputs": "thumbnails.png",
    "reconstructions": "reconstructions.png",
    "codes": "arrays.safetensors",
}
D = {"name": "D", "latex": r"\|x\|", "says": "It is {value}.", "value": "test.kl"}
RUN = Numbers({"test": {"kl": 6.9}}, {"model": {"family": "variational", "beta": 4.0}})


def block(file: Path) -> dict[str, Any]:
    (found,) = re.findall(r"```live terms\n(.*?)```", file.read_text(), re.DOTALL)
    return tomllib.loads(found)


BLOCKS = [
    *(pytest.param(block(file), id=file.stem) for file in EXAMPLES),
    *(
        pytest.param(live.arguments, id=slug)
        for slug, lesson in lessons().items()
        for live in lesson.live("terms")
    ),
]


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


def test_functions_beside_the_class_are_found_too() -> None:
    program = "class A:\n    def f(self):\n        return 1\n\n\ndef measure(x):\n    return x\n"
    assert methods_of(program, ["measure"]) == "def measure(x):\n    return x"


def test_a_number_may_be_anywhere_in_the_summary() -> None:
    row = {"of": "output", "what": "data", "form": "mean", "dark": 0.8}
    summary = {"anomaly": {"auc": 0.9}, "sparsity_report": {"rows": [row]}}
    assert Numbers(summary, {}).of("anomaly.auc") == 0.9
    assert Numbers(summary, {}).of("test.data_dark") == 0.8


@pytest.mark.parametrize("given", BLOCKS)
def test_every_block_is_whole(given: dict[str, Any]) -> None:
    """Every term has its lines in the run's own program, its number and its pictures."""
    run = Library().find(given["run"])
    facts = Numbers(run.summary() or {}, run.spec.as_dict())
    named = given["formula"] + given.get("numbers", "")
    terms = parse_terms(named, given["term"])
    code = methods_of(script(run.spec), given.get("methods", ["losses"]))
    for term in terms:
        assert f"@{term.name}" in named, f"{term.name} is not in the formula"
        assert lines_of(term, code)
        assert "{" not in sentence(term, facts)
        assert bool(term.value) or "{value}" not in term.says
        for picture in term.pictures:
            assert shows(run, picture), f"{run.id} has no {picture}"
    for row in given.get("numbers", "").split(r"\\"):
        found = [sum_of(side, terms, facts) for side in row.split("=")]
        sides = [value for value in found if value is not None]
        assert sides == pytest.approx(sides[:1] * len(sides), rel=1e-6), row


def shows(run: RunFolder, picture: str) -> bool:
    """Whether the run keeps the files that the picture is drawn from."""
    if (run.path / "test" / "meta.json").exists() and picture in KEPT_OF_TEST:
        return (run.path / "test" / KEPT_OF_TEST[picture]).exists()
    if picture == "inputs":
        return (run.path / "probe" / "inputs.png").exists()
    last = run.snapshot_path(run.snapshot_steps()[-1])
    return (last / f"{picture}.png").exists()


def sum_of(side: str, terms: list[Term], facts: Numbers) -> float | None:
    """What a side of an equation comes to; None where it holds more than sums and products."""
    value = {term.name: str(facts.of(term.value)) for term in terms if term.value}
    text = re.sub(r"@([A-Za-z]+)", lambda found: f"({value.get(found[1], 'x')})", side)
    text = text.replace(r"\cdot", "*").strip()
    return eval(text) if re.fullmatch(r"[-+*().\de ]+", text) else None
