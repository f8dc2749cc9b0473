"""Histograms, densities, the dictionary and the truth of Sparse codes, used by a person."""

import pytest
from playwright.sync_api import Page, expect

from core.runs import Library
from core.spec import parse_spec
from core.training import train
from tests.browser.driving import opened, picture, until
from tests.serving import Server

pytestmark = pytest.mark.browser

MODELS = {
    "kl": ("digits", {"variant": "kl", "features": 32}),
    "resampled": (
        "superposition",
        {"variant": "topk", "features": 70, "k": 1, "revive": "resample", "dead_window": 2_000},
    ),
    "table": ("breast_cancer", {"variant": "l1", "features": 20}),
}
ANNOUNCED = "() => window.__latentlabFeature?.feature ?? null"


@pytest.fixture(scope="module")
def links(server: Server) -> dict[str, str]:
    """A small finished run of each kind, as links to its page."""
    found = {}
    for kind, (data, model) in MODELS.items():
        spec = {
            "dataset": {"name": data},
            "model": {"family": "sparse", **model},
            "training": {"steps": 60, "batch_size": 256, "device": "cpu"},
        }
        run = Library(server.runs, gallery=None).create(parse_spec(spec))
        train(run, threads=1)
        found[kind] = f"{server.url}/sparse?run={run.id}"
    return found


def test_what_counts_as_near_zero_is_dragged_and_typed(page: Page, links: dict[str, str]) -> None:
    opened(page, links["kl"])
    panel = page.locator(".activations")
    title = panel.locator(".title").first
    expect(title).to_contain_text("near zero (up to 0.100)")
    before = title.text_content()
    slider = panel.get_by_role("slider", name="Largest size that counts as near zero")
    slider.press("ArrowRight")
    expect(title).to_contain_text("near zero (up to 0.126)")
    chart = panel.locator("svg").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 60, steps=4)
    page.mouse.up()
    expect(title).not_to_contain_text("up to 0.126")
    assert title.text_content() != before
    panel.get_by_role("button", name="Linear axis of values").click()
    expect(panel.locator(".words").last).to_contain_text("The linear axis begins at 0.1")


def test_dead_features_are_listed_and_picked_from_the_timeline(
    page: Page, links: dict[str, str]
) -> None:
    opened(page, links["resampled"])
    panel = page.locator(".feature-density")
    expect(panel.locator(".words").last).to_contain_text("Resampling began")
    bars = panel.locator("svg").first
    bars.focus()
    bars.press("Home")
    bars.press("Enter")
    expect(panel.locator(".list .title")).to_contain_text("Features that never fired")
    panel.get_by_role("button", name="Rarest and commonest").click()
    expect(panel.locator(".list .title")).to_have_count(2)
    life = panel.locator(".life canvas")
    life.focus()
    life.press("ArrowDown")
    expect(panel.locator(".bars-readout").last).to_contain_text("dead for")
    life.press("Enter")
    until(page, ANNOUNCED)
    chosen = page.evaluate(ANNOUNCED)
    expect(page.locator(".atom-wall .wall-pair .title")).to_contain_text(f"Feature {chosen} ")


def test_the_truth_stands_beside_what_was_learned(page: Page, links: dict[str, str]) -> None:
    opened(page, links["resampled"])
    panel = page.locator(".recovery")
    expect(panel.locator(".title")).to_contain_text("Of 64 true atoms")
    panel.locator(".row").get_by_role("button", name="missed").click()
    cell = panel.locator(".cell").first
    cell.click()
    feature = int(cell.get_attribute("data-feature") or -1)
    assert page.evaluate(ANNOUNCED) == feature
    expect(cell).to_have_attribute("aria-pressed", "true")


def test_the_wall_is_put_in_order_and_walked_by_keys(page: Page, links: dict[str, str]) -> None:
    opened(page, links["table"])
    wall = page.locator(".atom-wall")
    tiles = wall.locator("canvas.wall-tiles")
    expect(wall.locator(".wall-pair .title")).to_contain_text("cosine of its two directions")
    order = wall.get_by_role("combobox", name="Order of the features")
    before = picture(tiles)
    order.select_option("cosine")
    page.wait_for_timeout(300)
    assert picture(tiles) != before
    tiles.focus()
    tiles.press("End")
    tiles.press("Enter")
    chosen = page.evaluate(ANNOUNCED)
    expect(wall.locator(".wall-pair .title")).to_contain_text(f"Feature {chosen} ")
    order.select_option("similar")
    expect(wall.locator(".wall-pair")).to_contain_text("It changes most")
