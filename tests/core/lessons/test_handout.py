"""The hand-out of every lesson: complete, and the learner's gives nothing away."""

import re

import pytest

from core.lessons import lesson, lessons
from core.lessons.handout import handout
from core.lessons.prose import inline

SLUGS = list(lessons())


@pytest.mark.parametrize("slug", SLUGS)
def test_the_learners_hand_out_asks_and_does_not_tell(slug: str) -> None:
    one = lesson(slug)
    html = handout(one, fill=lambda text: re.sub(r"\{[^}]+\}", "7", text))
    asked = one.live("predict")[0].arguments
    for said in (one.question, *asked["options"], *one.sources, asked["ask"]):
        assert inline(said) in html
    for mission in one.live("mission"):
        assert inline(mission.arguments["ask"]) in html
    assert not any(inline(why) in html for why in asked["because"])
    assert 'class="right"' not in html
    for heading in ("Predict", "Experiment", "What happened", "Mission", "Sources"):
        assert f"<h2>{heading}</h2>" in html
    assert "<script" not in html
    assert "Name</span>" in html


@pytest.mark.parametrize("slug", SLUGS)
def test_the_teachers_one_has_the_answers(slug: str) -> None:
    asked = lesson(slug).live("predict")[0].arguments
    html = handout(lesson(slug), answers=True)
    assert all(inline(why) in html for why in asked["because"])
    right = re.search(r'<li class="right">.*?</li>', html)
    assert right is not None
    assert inline(asked["options"][asked["right"]]) in right[0]


def test_numbers_are_noted_in_a_table_with_units() -> None:
    html = handout(lesson("what_beta_trades"))
    assert "ELBO, nats" in html
    assert "Press “Train three: β ¼, 1 and 4”" in html
    assert "low.kl &gt; 10" in html
    said = handout(lesson("what_beta_trades"), wanted=lambda reach, pair: f"{reach} by {pair}")
    assert "low.kl &gt; 10 by model.beta" in said
