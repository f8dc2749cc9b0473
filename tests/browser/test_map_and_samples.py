"""The map and the sampling laboratory of the Latent page, as a person uses them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from core.gallery import RECIPES
from core.paths import GALLERY
from core.runs import Library
from core.spec import parse_spec
from core.training import train
from tests.browser.driving import PATIENCE, opened, picture, press, settled, until
from tests.many_codes import with_many_codes
from tests.serving import Server

pytestmark = pytest.mark.browser

PLANE = next(iter(RECIPES))  # a VAE with two dimensions
QUERY = "name => new URLSearchParams(location.search).get(name)"


@pytest.fixture
def maps(page: Page, server: Server) -> Locator:
    """The maps of a shipped run with two latents: itself, and what UMAP makes of it."""
    page.set_default_timeout(PATIENCE)
    opened(page, f"{server.url}/latent?run={PLANE}")
    canvases = page.locator(".map-canvas")
    expect(canvases).to_have_count(2, timeout=PATIENCE)
    canvases.first.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    return canvases


def drawn_around(page: Page, canvas: Locator) -> None:
    """Shift and drag around the middle of a map."""
    box = canvas.bounding_box()
    assert box is not None
    x, y, side = box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"], 0.4 * box["width"]
    page.keyboard.down("Shift")
    page.mouse.move(x, y)
    page.mouse.down()
    for across, down in ((1, 0), (1, 1), (0, 1), (0, 0.1)):
        page.mouse.move(x + across * side, y + down * side, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")


def test_a_lasso_on_one_map_gathers_on_both(page: Page, maps: Locator) -> None:
    expect(page.locator(".map-view .title").nth(0)).to_have_text("The two latents")
    expect(page.locator(".map-view .title").nth(1)).to_contain_text("UMAP")
    expect(page.locator(".map-reading").nth(1)).to_contain_text("mean little")
    other = picture(maps.nth(1))
    drawn_around(page, maps.first)
    group = page.get_by_label("The gathered examples")
    expect(group).to_contain_text("examples inside the line")
    for words in ("Classes", "σ", "Reconstructed", "its mean, not a sample"):
        expect(group).to_contain_text(words)
    assert picture(maps.nth(1)) != other
    page.get_by_role("button", name="Let go").click()
    expect(group).to_be_hidden()


def test_the_map_is_walked_pinned_and_gathered_by_keyboard(page: Page, maps: Locator) -> None:
    maps.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    expect(page.locator(".map-panel")).to_contain_text("nearest in the latent space")
    page.keyboard.press("g")
    expect(page.get_by_label("The gathered examples")).to_contain_text("50 examples nearest")
    page.locator(".map-panel").get_by_role("button", name="Pin A on test example").click()
    until(page, f"() => (({QUERY})('pins') ?? '').startsWith('A:test')")
    page.get_by_label("Gather examples").select_option(label="all of class 3")
    expect(page.get_by_label("The gathered examples")).to_contain_text("of class 3")


def test_the_chosen_maps_survive_a_refresh(page: Page, maps: Locator) -> None:
    page.get_by_label("Map", exact=True).select_option(label="PCA")
    expect(page.locator(".map-reading").first).to_contain_text("trustworthiness")
    page.get_by_label("Second map").select_option(label="nothing")
    expect(maps).to_have_count(1)
    assert page.evaluate(QUERY, "map") == "pca"
    page.reload()
    settled(page)
    expect(page.locator(".map-view .title")).to_have_text(["PCA"], timeout=PATIENCE)
    expect(maps).to_have_count(1)


def test_ten_thousand_codes_are_one_click_away(page: Page, server: Server) -> None:
    run = with_many_codes(GALLERY / PLANE, server.runs, 10_000)
    opened(page, f"{server.url}/latent?run={run}&map=latent")
    canvas = page.locator(".map-canvas").first
    expect(canvas).to_be_visible(timeout=PATIENCE)
    few = picture(canvas)
    page.get_by_role("button", name="All 10,000 examples").click()
    until(page, "() => window.__latentlabMap.count === 10000")
    assert picture(canvas) != few


def test_samples_follow_noise_temperature_and_form(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/latent?run={PLANE}&view=sample")
    cells = page.locator(".sample-cell canvas:first-child")
    expect(cells).to_have_count(24, timeout=PATIENCE)
    first = picture(cells.nth(0))
    press(page, "New noise")
    assert picture(cells.nth(0)) != first
    press(page, "Same noise again")
    assert picture(cells.nth(0)) == first
    page.get_by_label("Shown").select_option("draw")
    assert picture(cells.nth(0)) != first
    expect(page.locator(".sampling")).to_contain_text("a draw from the likelihood at each code")
    page.get_by_label("Shown").select_option("mean")
    page.get_by_label("T · temperature").fill("0")
    assert picture(cells.nth(0)) == picture(cells.nth(23))
    page.get_by_text("As sparse as data?").click()
    expect(page.locator(".sample-sparsity td").first).to_contain_text("%")
    cells.nth(0).click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".sample-detail .title").first).to_have_text("Sample 2")


def test_a_plain_run_is_sampled_once_a_density_is_fitted(
    visitor: Callable[..., BrowserContext], server: Server
) -> None:
    spec = {
        "dataset": {"name": "digits", "train_size": 300},
        "model": {"family": "plain", "latent_dim": 3},
        "network": {"hidden": [16]},
        "training": {"epochs": 3},
    }
    run = Library(server.runs, gallery=None).create(parse_spec(spec))
    train(run, threads=1)
    page = visitor(viewport={"width": 390, "height": 844}).new_page()
    opened(page, f"{server.url}/latent?run={run.id}&view=sample")
    expect(page.locator(".sampling")).to_contain_text("has no prior", timeout=PATIENCE)
    press(page, "Prepare the laboratory")
    expect(page.locator(".sample-cell")).to_have_count(24, timeout=3 * PATIENCE)
    expect(page.locator(".sampling")).to_contain_text("fitted after training to the codes of 300")
    press(page, "Look for copies")
    expect(page.locator(".sample-controls")).to_contain_text("of 24 lie", timeout=PATIENCE)
    expect(page.locator(".sample-detail")).to_contain_text("rebuilt test examples")
    wide = page.locator(".sampling").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide[0] <= wide[1]
