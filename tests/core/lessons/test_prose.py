"""Prose and formulas of lessons as plain HTML."""

import pytest

from core.lessons import Prose, lessons
from core.lessons.prose import formula, inline, prose


@pytest.mark.parametrize(("tex", "html"), [
    (r"D + \beta R", "D + β R"),
    (r"\mathbb{E}_{q(z|x)}[-\log p(x|z)]", "E<sub>q(z|x)</sub>[−log p(x|z)]"),
    (r"p_\theta(x)", "p<sub>θ</sub>(x)"),
    (r"e^{-x^2}", "e<sup>−x<sup>2</sup></sup>"),
    (r"\mathrm{d}D/\mathrm{d}R", "dD/dR"),
    (r"\frac{1}{N}", "1/N"),
    (r"\frac{a+b}{2}", "(a+b)/2"),
    (r"\|x - \hat{x}\|^2", "‖x − x\u0302‖<sup>2</sup>"),
    (r"\mathrm{KL}(q\,\|\,p)", "KL(q ‖ p)"),
    (r"a < b", "a &lt; b"),
    (r"\sqrt{d}", "√(d)"),
])  # fmt: skip
def test_formulas_are_letters(tex: str, html: str) -> None:
    assert formula(tex) == html


def test_markdown_is_html_and_html_is_text() -> None:
    assert inline("**a** *b* `c<d` [e](http://f) <g>") == (
        "<strong>a</strong> <em>b</em> <code>c&lt;d</code> e &lt;g&gt;"
    )
    assert inline("2*3*4 $x$") == '2*3*4 <span class="math">x</span>'


def test_blocks() -> None:
    text = "One\nline.\n\n- a\n- b\n  more\n\n1. c\n\n### H\nrest"
    assert prose(text).split("\n") == [
        "<p>One line.</p>",
        "<ul><li>a</li><li>b more</li></ul>",
        "<ol><li>c</li></ol>",
        "<h3>H</h3><p>rest</p>",
    ]


@pytest.mark.parametrize("slug", list(lessons()))
def test_no_formula_of_a_lesson_keeps_a_command(slug: str) -> None:
    for section in lessons()[slug].sections.values():
        for block in section:
            if isinstance(block, Prose):
                html = prose(block.text)
                assert "$" not in html
                assert "\\" not in html
