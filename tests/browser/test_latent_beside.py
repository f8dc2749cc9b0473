"""Two runs side by side: the same pins, the same test example, the same share of training."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.driving import PATIENCE, opened, picture, until
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"
LINKED = "name => new URLSearchParams(location.search).get(name)"


def pads(page: Page, server: Server, query: str = "") -> tuple[Locator, Locator]:
    """The main run's pad and the one beside it, once both show something."""
    opened(page, f"{server.url}/latent?run={TWO}&beside={TEN}{query}")
    both = page.locator(".latent-pad")
    expect(both).to_have_count(2)
    for i in (0, 1):
        expect(both.nth(i).locator(".pad-legend")).not_to_be_empty(timeout=PATIENCE)
        expect(both.nth(i).locator(".pad-main .pad-picture")).to_be_visible(timeout=PATIENCE)
    return both.nth(0), both.nth(1)


def pressed(found: Locator, letter: str) -> None:
    button = found.get_by_role("button", name=f"Put pin {letter} here")
    expect(button).to_have_attribute("aria-pressed", "true")


def test_pins_and_the_nearest_example_are_the_same_in_both(page: Page, server: Server) -> None:
    one, other = pads(page, server, "&pins=A:test3;C:0.5,1")
    pressed(one, "A")
    pressed(other, "A")
    free = other.get_by_role("button", name="Put pin C here")
    expect(free).to_have_attribute("aria-pressed", "false")
    before = picture(other.locator(".pad-main canvas"))
    box = one.locator(".pad-square").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + 0.4 * box["height"])
    until(page, "([c, b]) => c.toDataURL() !== b", [
        other.locator(".pad-main canvas").element_handle(), before,
    ])  # fmt: skip
    label = one.locator(".pad-near p").inner_text().partition(",")[0]
    expect(other.locator(".pad-near p")).to_contain_text(f"{label}, at distance 0.00")
    other.get_by_role("button", name="Put pin B here").click()
    pressed(one, "B")
    until(page, f"() => /^A:test3;B:test\\d+;C:0.5,1$/.test(({LINKED})('pins'))")


def test_one_scrubber_moves_both_to_the_same_share(page: Page, server: Server) -> None:
    one, other = pads(page, server, "&step=163")
    for found in (one, other):
        expect(found.locator(".pad-time")).to_contain_text("Step 163:", timeout=PATIENCE)
    page.locator(".scrubber input").focus()
    page.keyboard.press("Home")
    for found in (one, other):
        expect(found.locator(".pad-time")).to_contain_text("Step 0:")
    page.keyboard.press("End")
    for found in (one, other):
        expect(found.locator(".pad-time")).to_be_empty()


def test_the_second_run_is_chosen_and_stands_in_the_link(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/latent?run={TWO}&pins=A:test3&view=traverse")
    page.get_by_test_id("stSelectbox").nth(1).get_by_role("combobox").click()
    page.get_by_role("option", name="Sharper digits").click()
    expect(page.locator(".latent-pad")).to_have_count(2, timeout=PATIENCE)
    until(page, f"() => ({LINKED})('beside') === '{TEN}'")
    pressed(page.locator(".latent-pad").nth(1), "A")
    assert page.evaluate(LINKED, "pins") == "A:test3"
    assert page.evaluate(LINKED, "view") == "traverse"


def test_they_are_stacked_on_a_phone(
    visitor: Callable[..., BrowserContext], server: Server
) -> None:
    page = visitor(viewport={"width": 390, "height": 844}).new_page()
    one, other = pads(page, server)
    first, second = one.bounding_box(), other.bounding_box()
    assert first is not None
    assert second is not None
    assert second["y"] >= first["y"] + first["height"]
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
