"""Comparing as a person does: one scrubber, other pictures, two runs swiped, a knob walked."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import PATIENCE, opened, picture
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"
EIGHT = "vae-7a35e8c0d914b2"


def grid(page: Page, server: Server) -> Locator:
    opened(page, f"{server.url}/compare?runs={TWO},{TEN}")
    found = page.locator(".lab.grid[data-ready=reconstructions]")
    expect(found).to_be_visible(timeout=PATIENCE)
    return found


def test_one_scrubber_moves_the_pictures_of_all_runs(page: Page, server: Server) -> None:
    found = grid(page, server)
    rows = found.locator("td canvas")
    expect(rows).to_have_count(3)
    before = [picture(rows.nth(i)) for i in (1, 2)]
    found.get_by_role("slider", name="Moment of training, for all runs").fill("0")
    expect(found.locator("p[role=status]")).to_contain_text("Validation examples")
    after = [picture(found.locator("td canvas").nth(i)) for i in (1, 2)]
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_other_pictures_are_a_click_away(page: Page, server: Server) -> None:
    found = grid(page, server)
    found.get_by_role("button", name="Samples", exact=True).click()
    root = page.locator(".lab.grid")
    expect(root).to_have_attribute("data-ready", "samples")
    expect(root.locator("td canvas")).to_have_count(2)
    root.get_by_role("button", name="Interpolation", exact=True).click()
    expect(root).to_have_attribute("data-ready", "path", timeout=PATIENCE)
    expect(root.locator("p[role=status]")).to_contain_text("line between the mean codes")
    expect(root.get_by_role("slider", name="Moment of training, for all runs")).to_be_hidden()


def test_two_runs_are_swiped_over_each_other(page: Page, server: Server) -> None:
    found = grid(page, server)
    found.get_by_role("button", name="Swipe two").click()
    canvas = found.locator(".swipe canvas")
    expect(canvas).to_be_visible()
    middle = picture(canvas)
    slider = found.get_by_role("slider", name="Where one run ends and the other begins")
    slider.fill("1")
    left = picture(canvas)
    slider.fill("0")
    assert len({middle, left, picture(canvas)}) == 3


def test_the_slider_along_a_knob_swaps_everything(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?view=knob")
    group = page.get_by_role("combobox", name="Runs on")
    group.click()
    page.get_by_role("option", name="Variational").first.click()
    along = page.locator(".along[data-run]")
    expect(along).to_have_attribute("data-run", EIGHT, timeout=PATIENCE)
    rows = along.locator(".rows").first.locator("canvas")
    expect(rows).to_have_count(3)
    before = [picture(rows.nth(i)) for i in range(3)]
    along.locator('input[type="range"]').press("ArrowRight")
    expect(along).to_have_attribute("data-run", TEN)
    after = [picture(rows.nth(i)) for i in range(3)]
    assert before[0] == after[0]  # the same test examples
    assert before[1] != after[1]
    assert before[2] != after[2]


def test_a_dot_on_the_frontier_joins_and_leaves_the_comparison(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?runs={TWO},{TEN}")
    mark = page.locator(f'.frontier .mark[data-run="{TEN}"]')
    expect(mark).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    mark.focus()
    card = page.locator(".frontier .card")
    expect(card.locator("canvas")).to_have_count(2, timeout=PATIENCE)
    mark.press("Enter")
    expect(page.get_by_text("Choose two runs or more")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("() => new URLSearchParams(location.search).get('runs')") == TWO
