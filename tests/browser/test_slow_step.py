"""A training step in slow motion, and a formula whose terms are pointed at."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.driving import PATIENCE, opened, picture, press
from tests.serving import Server

pytestmark = pytest.mark.browser

SPARSE, VARIATIONAL = "one_sparse_step", "one_variational_step"


def unfolded(page: Page, server: Server, slug: str) -> Locator:
    """The lesson after its prediction, and the step that it shows."""
    opened(page, f"{server.url}/learn?lesson={slug}")
    press(page, "Show me without")
    step = page.locator(".slow")
    expect(step.locator(".slow-title")).to_be_visible(timeout=PATIENCE)
    return step


def stage(step: Locator, name: str) -> None:
    """Go to the stage of that name by the list."""
    step.locator(".slow-list button", has_text=name).click()
    expect(step.locator(".slow-title")).to_contain_text(name)


def test_every_stage_of_both_steps_shows_formula_picture_and_code(
    page: Page, server: Server
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for slug, count in ((SPARSE, 12), (VARIATIONAL, 13)):
        step = unfolded(page, server, slug)
        expect(step.locator(".slow-list button")).to_have_count(count)
        for moment in step.locator(".slow-when button").all():
            moment.click()
            for place in range(count):
                step.locator(".slow-list button").nth(place).click()
                expect(step.locator(".slow-title .slow-number")).to_have_text(str(place + 1))
                assert step.locator("math").count() >= 1
                assert step.locator(".slow-figure").evaluate("node => node.childElementCount") > 0
                assert step.locator(".slow-code").inner_text().strip()
                said = step.locator(".slow-panel").inner_text()
                assert not re.search(r"NaN|undefined|null|Infinity", said), said
    assert errors == []


def test_next_back_and_the_arrow_keys_walk_the_stages(page: Page, server: Server) -> None:
    step = unfolded(page, server, SPARSE)
    expect(step.get_by_role("button", name="Back", exact=True)).to_be_disabled()
    step.get_by_role("button", name="Next", exact=True).click()
    expect(step.locator(".slow-title")).to_contain_text("Ask every feature")
    step.get_by_role("button", name="Back", exact=True).click()
    expect(step.locator(".slow-title")).to_contain_text("The input")
    step.locator(".slow-list [aria-current]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(step.locator(".slow-title")).to_contain_text("Silence the negative")
    page.keyboard.press("End")
    expect(step.locator(".slow-title")).to_contain_text("The same digit again")
    expect(step.get_by_role("button", name="Next", exact=True)).to_be_disabled()


def test_a_feature_is_chosen_by_its_bar_and_stays_chosen(page: Page, server: Server) -> None:
    step = unfolded(page, server, SPARSE)
    stage(step, "Ask every feature")
    step.get_by_role("button", name=re.compile("^feature 5:")).click()
    expect(step.get_by_text("looked for by feature 5")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(step.get_by_text("looked for by feature 6")).to_be_visible()
    stage(step, "Silence the negative")
    expect(step.locator('.slow-slot[aria-pressed="true"]')).to_have_attribute(
        "aria-label", re.compile("^feature 6:")
    )


def test_another_draw_changes_z_and_d_but_not_r(page: Page, server: Server) -> None:
    step = unfolded(page, server, VARIATIONAL)
    step.get_by_role("button", name="after 1,000 steps", exact=True).click()
    stage(step, "The rate R")
    rate = step.locator(".slow-formula").inner_text()
    stage(step, "The distortion D")
    before = step.locator(".slow-formula").inner_text()
    decoded = step.get_by_role("img", name="λ, decoded from z")
    shown = picture(decoded)
    step.get_by_role("button", name="Draw ε again", exact=True).click()
    expect(step.get_by_text("Draw 1:", exact=False)).to_be_visible()
    assert step.locator(".slow-formula").inner_text() != before
    assert picture(decoded) != shown
    stage(step, "The rate R")
    assert step.locator(".slow-formula").inner_text() == rate
    stage(step, "The distortion D")
    step.get_by_role("button", name="The step’s own ε", exact=True).click()
    expect(step.locator(".slow-formula")).to_have_text(before, use_inner_text=True)
    assert picture(decoded) == shown


def test_a_term_is_pointed_at_in_formula_code_and_pictures(page: Page, server: Server) -> None:
    unfolded(page, server, VARIATIONAL)
    page.get_by_text("Mathematics, one click deeper").click()
    marks = page.locator(".terms")
    lines, pictures = marks.locator(".term-code .marked"), marks.locator("figure.marked")
    expect(lines).to_have_count(2, timeout=PATIENCE)
    expect(lines.first).to_contain_text("distortion = ")
    expect(pictures).to_have_count(2, timeout=PATIENCE)
    expect(page.locator(".katex .boxed, .katex .fbox").first).to_be_visible()
    page.get_by_test_id("stButtonGroup").get_by_text("rate", exact=False).last.click()
    expect(lines.first).to_contain_text("kl = ", timeout=PATIENCE)
    expect(pictures).to_have_count(1, timeout=PATIENCE)
    expect(pictures).to_contain_text("code of each")
    expect(page.get_by_text("6.91 nats an example", exact=False)).to_be_visible()
    expect(page.locator(".katex-error")).to_have_count(0)


@pytest.mark.parametrize("slug", [SPARSE, VARIATIONAL])
def test_nothing_is_wider_than_a_phone(
    slug: str, server: Server, visitor: Callable[..., BrowserContext]
) -> None:
    page = visitor(viewport={"width": 390, "height": 844}).new_page()
    step = unfolded(page, server, slug)
    for button in step.locator(".slow-list button").all():
        button.click()
        wide = page.evaluate(
            """() => [...document.querySelectorAll('[data-testid="stMain"]')]
               .some(node => node.scrollWidth > node.clientWidth + 1)"""
        )
        assert not wide, step.locator(".slow-title").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("slug", [SPARSE, VARIATIONAL])
def test_axe_finds_nothing(
    slug: str, scheme: str, server: Server, visitor: Callable[..., BrowserContext]
) -> None:
    page = visitor(color_scheme=scheme, bypass_csp=True).new_page()
    step = unfolded(page, server, slug)
    for place in (1, 3, 8, 11):
        step.locator(".slow-list button").nth(place).click()
        expect(step.locator(".slow-title .slow-number")).to_have_text(str(place + 1))
        found = Axe().run(page).response["violations"]
        assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
