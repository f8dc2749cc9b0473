"""The latent pad as a person uses it, on the examples that ship with the program."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import PATIENCE, opened, picture, settled, until
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"
PHONE = {"width": 390, "height": 844}
QUERY = "name => new URLSearchParams(location.search).get(name)"


def pad(page: Page, server: Server, run: str, query: str = "") -> Locator:
    """The pad of a run, once it shows something."""
    opened(page, f"{server.url}/latent?run={run}{query}")
    found = page.locator(".latent-pad").first
    expect(found.locator(".pad-legend")).not_to_be_empty(timeout=PATIENCE)
    expect(found.locator(".pad-main .pad-picture")).to_be_visible(timeout=PATIENCE)
    return found


def decoded(found: Locator) -> str:
    return picture(found.locator(".pad-main canvas"))


def drag(page: Page, found: Locator, to: tuple[float, float]) -> None:
    """From the pad's middle to a share of its width and height."""
    box = found.locator(".pad-square").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + to[0] * box["width"], box["y"] + to[1] * box["height"], steps=6)
    page.mouse.up()


def linked(page: Page, name: str) -> Any:
    return page.evaluate(QUERY, name)


@pytest.mark.parametrize("run", [TWO, TEN])
def test_a_drag_and_the_arrow_keys_change_the_picture(page: Page, server: Server, run: str) -> None:
    found = pad(page, server, run)
    before = decoded(found)
    drag(page, found, (0.2, 0.3))
    dragged = decoded(found)
    assert dragged != before
    settled(page)
    found.locator(".pad-marks").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.up("Shift")
    assert decoded(found) != dragged
    expect(found.locator("[aria-live]")).to_contain_text("z₁")


def test_pins_stand_in_the_link_and_survive_a_refresh(page: Page, server: Server) -> None:
    found = pad(page, server, TEN)
    drag(page, found, (0.3, 0.4))
    found.locator(".pad-marks").focus()
    page.keyboard.press("a")
    found.get_by_role("button", name="On the nearest example").click()
    found.get_by_role("button", name="Put pin B here").click()
    until(page, f"() => ({QUERY})('pins')?.includes('B:test')")
    pins = linked(page, "pins")
    assert pins.startswith("A:")
    settled(page)
    page.reload()
    settled(page)
    for letter, there in (("A", "true"), ("B", "true"), ("C", "false")):
        button = page.get_by_role("button", name=f"Put pin {letter} here")
        expect(button).to_have_attribute("aria-pressed", there, timeout=PATIENCE)
    assert linked(page, "pins") == pins
    page.get_by_role("button", name="Remove pins").click()
    until(page, f"() => ({QUERY})('pins') === null")


def test_a_pin_is_dragged_by_its_handle_and_the_point_stays(page: Page, server: Server) -> None:
    found = pad(page, server, TWO)
    found.locator(".pad-marks").focus()
    page.keyboard.press("c")
    until(page, f"() => ({QUERY})('pins') !== null")
    first, before = linked(page, "pins"), decoded(found)
    drag(page, found, (0.7, 0.2))
    until(page, f"before => ({QUERY})('pins') !== before", first)
    assert decoded(found) == before


def test_a_plane_through_three_examples(page: Page, server: Server) -> None:
    found = pad(page, server, TEN)
    before = decoded(found)
    found.get_by_role("button", name="Plane through A, B, C").click()
    until(page, f"() => ({QUERY})('dims') === 'plane' && ({QUERY})('pins')?.includes('C:test')")
    expect(found.locator(".pad-values")).to_contain_text("off the plane")
    assert decoded(found) != before
    settled(page)
    at_a = decoded(found)
    drag(page, found, (0.6, 0.6))
    assert decoded(found) != at_a
    off = found.locator(".pad-values dd").last
    expect(off).to_have_text("0.00")
    slider = found.locator("input[data-dimension]").first
    slider.focus()
    page.keyboard.press("End")
    expect(off).not_to_have_text("0.00")


def test_the_link_says_which_dimensions(page: Page, server: Server) -> None:
    found = pad(page, server, TEN, "&dims=4,7")
    expect(found.locator("select").first).to_have_value("3")
    found.locator("select").first.select_option("0")
    assert linked(page, "dims") == "1,7"


def test_the_manifold_fills_while_nobody_drags(page: Page, server: Server) -> None:
    found = pad(page, server, TEN)
    ground = found.locator(".pad-ground")
    before = picture(ground)
    found.get_by_role("button", name="Manifold").click()
    page.wait_for_timeout(1500)
    assert picture(ground) != before


def test_on_a_phone_nothing_is_wider_than_the_screen(visitor: Any, server: Server) -> None:
    page = visitor(viewport=PHONE, has_touch=True).new_page()
    found = pad(page, server, TEN, "&dims=plane")
    wide = "root => Math.max(...[...root.querySelectorAll('*')]"
    right = found.evaluate(f"{wide}.map((e) => e.getBoundingClientRect().right))")
    assert right <= PHONE["width"]
    before = decoded(found)
    box = found.locator(".pad-square").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + 0.5 * box["width"], box["y"] + 0.6 * box["height"])
    assert decoded(found) != before


def test_the_moment_stands_in_the_link(page: Page, server: Server) -> None:
    found = pad(page, server, TWO, "&step=163")
    expect(found.locator(".pad-time")).to_contain_text("Step 163", timeout=PATIENCE)
    page.locator(".scrubber input").focus()
    page.keyboard.press("ArrowLeft")
    until(page, f"() => ({QUERY})('step') === '23'")
    page.keyboard.press("End")
    until(page, f"() => ({QUERY})('step') === null")
    expect(found.locator(".pad-time")).to_be_empty()
