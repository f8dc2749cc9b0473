"""The tour: quiet, at one's own pace, over pages and refreshes, by keyboard, never in the way."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.driving import PATIENCE, opened, settled, until
from tests.serving import Server

pytestmark = pytest.mark.browser

SHORT = (
    "dataset.name=digits&dataset.train_size=200&model.family=variational&model.latent_dim=2"
    "&training.epochs=3"
)


def asked(page: Page, place: str) -> None:
    """The strip stands at that place: "2 of 6"."""
    expect(page.locator(".tour .place")).to_have_text(place, timeout=PATIENCE)
    settled(page)


def show_where(page: Page) -> None:
    page.get_by_role("button", name="Show me where").press("Enter")


def test_the_tour_waits_for_each_step_and_goes_on_after_a_refresh(
    page: Page, server: Server
) -> None:
    opened(page, server.url)
    asked(page, "1 of 6")
    expect(page.locator(".tour [role=status]")).to_contain_text("Drag the point")
    expect(page.locator(".latent-pad .pad-main .pad-picture")).to_be_visible(timeout=PATIENCE)
    show_where(page)
    expect(page.locator(".pad-marks")).to_be_focused()
    page.keyboard.press("ArrowRight")
    asked(page, "2 of 6")
    page.reload()
    asked(page, "2 of 6")
    show_where(page)
    expect(page.locator(".ladders a").first).to_be_focused()
    page.get_by_role("link", name="β 1: open").press("Enter")
    until(page, "() => location.pathname === '/latent'")
    asked(page, "3 of 6")
    page.get_by_role("button", name="Open Train").press("Enter")
    until(page, "() => location.pathname === '/train'")
    opened(page, f"{server.url}/train?{SHORT}")
    asked(page, "3 of 6")
    show_where(page)
    expect(
        page.get_by_test_id("stMain").get_by_role("button", name="Train", exact=True)
    ).to_be_focused()
    page.keyboard.press("Enter")
    asked(page, "5 of 6")
    page.get_by_role("link", name="Explore what it learned").click()
    asked(page, "6 of 6")
    page.get_by_role("button", name="Open Compare").click()
    asked(page, "Done")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".tour")).to_have_count(0, timeout=PATIENCE)
    opened(page, server.url)
    expect(page.locator(".tour")).to_have_count(0)


def test_the_tour_is_skipped_and_found_again(page: Page, server: Server) -> None:
    opened(page, server.url)
    asked(page, "1 of 6")
    page.get_by_role("button", name="Skip the tour").click()
    expect(page.locator(".tour")).to_have_count(0, timeout=PATIENCE)
    opened(page, f"{server.url}/data")
    expect(page.locator(".tour")).to_have_count(0)
    page.get_by_role("button", name="Take the tour").click()
    asked(page, "1 of 6")


def test_who_comes_by_another_way_is_left_alone(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/latent")
    expect(page.locator(".latent-pad .pad-legend")).not_to_be_empty(timeout=PATIENCE)
    expect(page.locator(".tour")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_covers_nothing_and_moves_nothing(
    visitor: Callable[..., BrowserContext], server: Server, scheme: str
) -> None:
    context = visitor(
        viewport={"width": 390, "height": 844}, color_scheme=scheme, bypass_csp=True, has_touch=True
    )
    page = context.new_page()
    opened(page, server.url)
    asked(page, "1 of 6")
    strip = page.locator(".st-key-tour").bounding_box()
    inner = page.locator(".tour").bounding_box()
    title = page.get_by_role("heading", level=1).bounding_box()
    assert strip is not None
    assert inner is not None
    assert title is not None
    assert inner["height"] <= strip["height"]
    assert inner["y"] + inner["height"] <= title["y"]
    assert inner["x"] + inner["width"] <= 390
    found = Axe().run(page).response["violations"]
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
