"""The Learn page: the outline, each lesson before and after its prediction, bad links."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import BadInput
from core.lessons import Live, lessons
from core.lessons.missions import condition
from pages.widgets.lesson.mission import said
from pages.widgets.lesson.reader import numbered
from pages.widgets.lesson.registry import bound

Opened = Callable[..., AppTest]


def test_the_outline_names_every_lesson(opened: Opened) -> None:
    at = opened("learn")
    said = " ".join(one.value for one in at.markdown)
    for one in lessons().values():
        assert one.question in said


def test_a_link_to_no_lesson_says_so_and_shows_the_outline(opened: Opened) -> None:
    at = opened("learn", lesson="what_beta_trads")
    assert "did you mean what_beta_trades" in at.warning[0].value
    assert at.title[0].value == "Learn"


@pytest.mark.parametrize("slug", list(lessons()))
def test_a_lesson_unfolds_when_a_prediction_is_made(opened: Opened, slug: str) -> None:
    at = opened("learn", lesson=slug)
    assert [one.value for one in at.header] == ["Predict"]
    at.radio(key=f"predict:{slug}").set_value(0).run()
    at.button(key=f"commit:{slug}").click().run()
    assert not at.exception, at.exception
    assert not at.error, at.error
    shown = [one.value for one in at.header]
    for heading in ("Predict", "Experiment", "What happened", "Mission"):
        assert heading in shown
    again = opened("learn", lesson=slug)
    assert not again.exception


def test_a_lesson_goes_on_without_a_guess(opened: Opened) -> None:
    at = opened("learn", lesson="what_beta_trades")
    at.button(key="without:what_beta_trades").click().run()
    assert "Experiment" in [one.value for one in at.header]
    assert "You went on without a guess" in " ".join(one.value for one in at.caption)


@pytest.mark.parametrize("slug", list(lessons()))
def test_every_live_part_takes_what_its_lesson_says(slug: str) -> None:
    for section in lessons()[slug].sections.values():
        for block in section:
            if isinstance(block, Live) and block.name not in ("predict", "mission"):
                bound(block)


def test_a_part_refuses_what_it_does_not_know() -> None:
    with pytest.raises(BadInput, match="did you mean pad"):
        bound(Live("pat", {}))
    with pytest.raises(BadInput, match="live part pad"):
        bound(Live("pad", {"shoe": 1}))


def test_conditions_are_said_in_words() -> None:
    assert said(condition("fvu < 0.135")) == "FVU under 0.135"
    assert said(condition("model.family == sparse")) == "Family: sparse"
    paired = said(condition("low.model.revive == none"), "training.learning_rate")
    assert paired == "Revive dead features, with lower learning rate: none"


def test_numbers_of_runs_stand_in_prose() -> None:
    text = numbered("β 4 spends {vae-c40b9e5d7381f6:test.kl} nats, {not a run}")
    assert text == "β 4 spends 6.91 nats, {not a run}"
