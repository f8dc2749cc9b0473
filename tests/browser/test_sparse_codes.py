"""The Sparse codes page as a person uses it: features, codes to edit, two runs, the trade-off."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from core.runs import Library
from core.spec import parse_spec
from tests.browser.driving import PATIENCE, ink, opened, picture, until, websocket_messages
from tests.serving import Server

pytestmark = pytest.mark.browser

SPEC = {
    "dataset": {"name": "digits", "train_size": 400},
    "model": {"family": "sparse", "variant": "topk", "features": 32, "k": 6},
    "training": {"epochs": 4},
}


@pytest.fixture(scope="module")
def run(server: Server) -> str:
    """A small run of digits, trained here."""
    from core.training import train

    made = Library(server.runs, gallery=None).create(parse_spec(SPEC), "Six of 32")
    train(made)
    return made.id


@pytest.fixture(scope="module")
def second(server: Server, run: str) -> str:
    """Another run of the same digits, with another rule."""
    from core.training import train

    model = {"family": "sparse", "variant": "l1", "features": 32}
    made = Library(server.runs, gallery=None).create(
        parse_spec(SPEC | {"model": model}), "By price"
    )
    train(made)
    return made.id


@pytest.fixture
def tab(visitor: Callable[..., BrowserContext], server: Server, run: str) -> Page:
    page = visitor().new_page()
    opened(page, f"{server.url}/sparse?run={run}&feature=3")
    expect(page.locator(".feature-view .number-field")).to_have_value("3", timeout=PATIENCE)
    expect(page.locator(".ce-tile").first).to_be_visible(timeout=PATIENCE)
    return page


def feature_in_link(page: Page) -> str | None:
    found: str | None = page.evaluate("() => new URLSearchParams(location.search).get('feature')")
    return found


def test_a_feature_is_looked_at_from_all_sides(tab: Page) -> None:
    sent = websocket_messages(tab)
    tab.get_by_role("button", name="The next feature").click()
    expect(tab.locator(".feature-view .number-field")).to_have_value("4")
    assert feature_in_link(tab) == "4"
    groups = tab.locator(".fv-group:visible")
    titles = [groups.nth(i).get_attribute("data-group") for i in range(groups.count())]
    assert set(titles) >= {"strongest", "quantiles", "random", "histogram", "classes", "off"}
    expect(tab.locator(".fv-worth")).to_have_text(
        re.compile(r"With it off everywhere, FVU (rises|falls)")
    )
    partner = tab.locator(".fv-partner").first
    other = re.findall(r"feature (\d+)", partner.inner_text())[0]
    partner.click()
    expect(tab.locator(".feature-view .number-field")).to_have_value(other)
    assert feature_in_link(tab) == other
    assert sent == []
    tab.reload()
    expect(tab.locator(".feature-view .number-field")).to_have_value(other, timeout=PATIENCE)


def test_an_atom_of_the_wall_opens_its_page(tab: Page) -> None:
    wall = tab.get_by_role("application", name=re.compile("dictionary atoms"))
    expect(wall).to_be_visible(timeout=PATIENCE)
    wall.focus()
    wall.press("End")
    wall.press("Enter")
    until(tab, "() => new URLSearchParams(location.search).get('feature') !== '3'")
    expect(tab.locator(".feature-view .number-field")).to_have_value(str(feature_in_link(tab)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out_of_a_run_with_everything(
    visitor: Callable[..., BrowserContext], server: Server, run: str, scheme: str
) -> None:
    page = visitor(color_scheme=scheme, bypass_csp=True).new_page()
    opened(page, f"{server.url}/sparse?run={run}")
    expect(page.locator(".ce-tile").first).to_be_visible(timeout=PATIENCE)
    found = Axe().run(page).response["violations"]
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def test_a_code_is_edited_and_put_back(tab: Page) -> None:
    rebuilt = tab.locator(".readings-pictures canvas").nth(1)
    before = picture(rebuilt)
    error = tab.locator(".ce-error")
    expect(error).to_contain_text("as encoded.")
    first = tab.locator(".ce-tile").first
    first.get_by_role("button").click()
    expect(first).to_have_class(re.compile("off"))
    expect(error).to_contain_text(re.compile(r"as encoded: \+"))
    assert picture(rebuilt) != before
    slider = tab.locator(".ce-tile").nth(1).get_by_role("slider")
    slider.focus()
    slider.press("End")
    expect(tab.locator(".ce-tile").nth(1)).to_have_class(re.compile("changed"))
    tiles = tab.locator(".ce-tile").count()
    listed = tab.locator(".ce-tile p").all_inner_texts()
    fresh = next(i for i in range(32) if f"feature {i}" not in listed)
    tab.get_by_label("Number of a feature to add").fill(str(fresh))
    tab.get_by_role("button", name="Add feature").click()
    expect(tab.locator(".ce-tile")).to_have_count(tiles + 1)
    tab.get_by_role("button", name="Reset", exact=True).click()
    expect(error).to_contain_text("as encoded.")
    assert picture(rebuilt) == before


def test_an_example_of_a_feature_is_taken_apart_and_one_can_be_drawn(tab: Page) -> None:
    shown = tab.locator(".ce-right > p").first
    example = tab.locator(".fv-strip.random button").last
    number = example.get_attribute("data-example")
    example.click()
    expect(shown).to_contain_text(f"Test example {number},")
    paper = tab.get_by_role("img", name="Paper to draw an example on")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + 40, box["y"] + 30)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 90, box["y"] + 100, steps=4)
    tab.mouse.up()
    expect(shown).to_contain_text("Your drawing:")


def test_two_runs_stand_side_by_side_and_in_the_link(
    tab: Page, server: Server, run: str, second: str
) -> None:
    opened(tab, f"{server.url}/sparse?run={run}&beside={second}&feature=5")
    walls = tab.get_by_role("application", name=re.compile("32 dictionary atoms"))
    expect(walls).to_have_count(2, timeout=PATIENCE)
    expect(tab.get_by_text("What differs: model.variant")).to_be_visible()
    time = tab.get_by_role("slider", name="Moment of the training")
    time.focus()
    time.press("Home")
    expect(tab.get_by_role("application", name=re.compile("at step 0,"))).to_have_count(2)
    read = "() => Object.fromEntries(new URLSearchParams(location.search))"
    assert tab.evaluate(read) == {"run": run, "beside": second, "feature": "5", "step": "0"}
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.wait_for_timeout(500)
    left, right = (walls.nth(i).bounding_box() for i in range(2))
    assert left is not None
    assert right is not None
    assert right["y"] >= left["y"] + left["height"]
    wide = tab.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")
    assert wide


def test_a_dot_of_the_trade_off_is_shown_beside_the_run(tab: Page) -> None:
    tab.get_by_text("The dots as a table").click()
    expect(tab.get_by_text("What sparsity costs")).to_be_visible()
    box = tab.get_by_role("combobox", name=re.compile("Beside this run"))
    box.click()
    box.fill("PCA, 8")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("PCA, 8 components").last).to_be_visible(timeout=PATIENCE)
    sheet = tab.get_by_role("img", name="Atoms of PCA, 8 components")
    expect(sheet).to_have_attribute("data-ready", "1", timeout=PATIENCE)
    assert ink(sheet) > 1
