"""A formula with a run's numbers, where term, code line and picture are highlighted together."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

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
from pages.widgets.component import load

_COLOURS = {"light": "#B34700", "dark": "#F0803C"}
"""Vermilion, dark enough on paper for small letters (4.5:1)."""


def show(
    *,
    key: str,
    run: str,
    formula: str,
    term: Sequence[Mapping[str, Any]],
    numbers: str = "",
    code: str = "",
    methods: Sequence[str] = ("losses",),
) -> None:
    """Choosing a term points at it everywhere.

    `formula`: LaTeX in which `@name` stands for the term of that name, its rows parted by two
    backslashes; `numbers`: the same again, into which the run's numbers are put. `term`: see
    `core.lessons.terms.Term`. The code is that of the run's own program (its methods `methods`)
    unless `code` gives another.
    """
    one = Library().find(run)
    terms = parse_terms(formula + numbers, term)
    listing = code.strip("\n") or methods_of(script(one.spec), methods)
    _panel(key, one, formula, numbers, terms, listing)


@st.fragment
def _panel(
    key: str, run: RunFolder, formula: str, numbers: str, terms: list[Term], code: str
) -> None:
    facts = Numbers(run.summary() or {}, run.spec.as_dict())
    labels = {one.name: f"${one.symbol or one.latex}$ · {one.title or one.name}" for one in terms}
    wanted = [*dict.fromkeys(kind for one in terms for kind in one.pictures)]
    places = "the formula, in the code and in the pictures" if wanted else "formula and code"
    chosen = st.pills(
        f"Choose a term: it is pointed at in {places}.",
        [one.name for one in terms],
        format_func=labels.__getitem__,
        default=terms[0].name,
        required=True,
        key=f"{key}:term",
    )
    colour = _COLOURS["dark" if st.context.theme.type == "dark" else "light"]
    rows = [formula_tex(formula, terms, chosen, colour)]
    if numbers:
        rows.append(numbers_tex(numbers, terms, facts, chosen, colour))
    tex = r" \\[0.6em] ".join(rows)
    with st.container(key=f"{key}:formula"):
        st.markdown(f"$$\n\\begin{{gathered}} {tex} \\end{{gathered}}\n$$")
    about = next(one for one in terms if one.name == chosen)
    st.markdown(sentence(about, facts))
    data = {
        "run": {"id": run.id, "name": run.name},
        "code": code,
        "lines": lines_of(about, code),
        "kinds": wanted,
        "chosen": about.pictures,
        "term": about.title or about.name,
    }
    load("term_marks")(key=f"{key}:marks", data=data)
