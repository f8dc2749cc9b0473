"""Each lesson in the browser, from its question to its mission."""

import pytest
from playwright.sync_api import Page, expect

from core.lessons import lessons
from tests.browser.driving import PATIENCE, opened, press, settled, until
from tests.serving import Server

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("slug", list(lessons()))
def test_a_lesson_from_question_to_mission(page: Page, server: Server, slug: str) -> None:
    lesson = lessons()[slug]
    opened(page, f"{server.url}/learn?lesson={slug}")
    expect(page.get_by_role("heading", name=lesson.title, exact=True)).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.get_by_role("heading", name="Experiment", exact=True)).to_have_count(0)
    page.get_by_test_id("stRadioOption").first.click()
    button = page.get_by_role("button", name="This is my prediction", exact=True)
    expect(button).to_be_enabled(timeout=PATIENCE)
    button.click()
    expect(page.get_by_role("heading", name="Mission", exact=True)).to_be_visible(timeout=PATIENCE)
    settled(page)
    page.get_by_text("Mathematics, one click deeper").click()
    for formula in page.locator(".katex").all()[:3]:
        expect(formula).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".katex-error")).to_have_count(0)
    begin = page.get_by_role("button", name="Open Train with a start", exact=True).first
    expect(begin).to_be_enabled(timeout=PATIENCE)


def test_from_the_outline_to_the_form_of_a_mission(page: Page, server: Server) -> None:
    lesson = lessons()["bottleneck"]
    opened(page, f"{server.url}/learn")
    page.get_by_role("link", name=lesson.title, exact=True).click()
    expect(page.get_by_role("heading", name=lesson.title, exact=True)).to_be_visible(
        timeout=PATIENCE
    )
    settled(page)
    press(page, "Show me without")
    press(page, "Open Train with a start")
    until(page, "() => location.pathname.endsWith('/train')")
    settled(page)
    until(page, "() => location.search.includes('dataset.name=digits')")


def test_a_run_trained_in_place_finishes_a_mission(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/learn?lesson=what_beta_trades")
    press(page, "Show me without")
    press(page, "Train three: β ¼, 1 and 4")
    expect(page.get_by_role("button", name="The same start again")).to_be_visible(
        timeout=4 * PATIENCE
    )
    expect(page.get_by_text("Done, on your own run.")).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(page.get_by_text("Done, on your own run.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("You said:")).to_have_count(0)
