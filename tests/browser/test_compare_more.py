"""Curves, latent maps and code histograms of several runs, as a person looks at them together."""

from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import PATIENCE, opened, picture, until
from tests.browser.tiny import made
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN, PLAIN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95", "plain-58d2c6f01b9e7a"
L1, TOPK = "sparse-3c97be05d1f86a", "sparse-f0427d9ac8e31b"
DIGITS = {"name": "digits", "train_size": 200, "validation_size": 50}
_fresh = count(11)


def repeats_of(server: Server, seeds: int) -> list[str]:
    """Ids of runs that differ only in their seed, and from those of other tests."""
    beta = 1 + next(_fresh) / 100
    model = {"family": "variational", "latent_dim": 2, "beta": beta}
    return [
        made(
            server,
            dataset=DIGITS,
            model=model,
            training={"epochs": 3, "device": "cpu", "seed": seed},
        )
        for seed in range(seeds)
    ]


def link(page: Page, name: str) -> str | None:
    found = page.evaluate("name => new URLSearchParams(location.search).get(name)", name)
    return None if found is None else str(found)


def test_a_moment_is_marked_in_every_panel_and_read_once(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?runs={TWO},{PLAIN}")
    curves = page.locator(".lab.curves")
    expect(curves).to_have_count(
        2, timeout=PATIENCE
    )  # a plain model's terms have axes of their own
    panels = page.locator(".lab.curves .panel:not([hidden]) canvas.chart")
    for i in range(2):
        chart = curves.nth(i).locator("canvas.chart").first
        expect(chart).to_have_attribute("aria-valuemax", "3750", timeout=PATIENCE)
    first = panels.first
    first.focus()
    first.press("Home")
    for _ in range(3):
        first.press("ArrowRight")
    marked = str(first.get_attribute("aria-valuenow"))
    assert 0 < float(marked) < 3750
    for i in range(panels.count()):
        expect(panels.nth(i)).to_have_attribute("aria-valuenow", marked)
    tip = curves.nth(0).locator(".readings")
    expect(tip).to_be_visible()
    expect(tip.locator("tr")).to_have_count(3)  # two heads and a run
    expect(tip).to_contain_text("KL (rate)")
    expect(curves.nth(1).locator(".readings")).to_be_hidden()


def test_repeats_are_one_curve_with_a_band_or_each_their_own(page: Page, server: Server) -> None:
    first, second, _ = repeats_of(server, 3)
    opened(page, f"{server.url}/compare?runs={first},{second}")
    curves = page.locator(".lab.curves")
    chips = curves.locator(".chip.run")
    expect(chips).to_have_count(1, timeout=PATIENCE)
    expect(chips).to_contain_text("mean of 2 seeds")
    expect(curves.locator(".legend")).to_contain_text("from the least to the greatest of 2 seeds")
    seeds = curves.get_by_role("combobox", name="Runs that differ only in their seed")
    seeds.select_option("mine")
    expect(chips).to_contain_text("mean of 3 seeds")
    assert link(page, "curves-seeds") == "mine"
    seeds.select_option("each")
    expect(chips).to_have_count(2)
    expect(curves.locator(".legend")).not_to_contain_text("Band")


def test_the_axes_of_the_curves_stand_in_the_link(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?runs={TWO},{TEN}&curves-x=seconds&curves-hidden=kl")
    curves = page.locator(".lab.curves")
    axis = curves.get_by_role("combobox", name="Horizontal axis")
    expect(axis).to_have_value("seconds", timeout=PATIENCE)
    shown = curves.locator("canvas.chart").first
    expect(shown).to_have_attribute("aria-label", "Objective, line chart over seconds of training")
    expect(curves.get_by_role("button", name="KL (rate)", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    axis.select_option("epoch")
    curves.get_by_role("button", name="Logarithmic vertical axis").click()
    until(
        page,
        """() => {
          const query = new URLSearchParams(location.search);
          return query.get('curves-x') === 'epoch' && query.get('curves-log') === '1';
        }""",
    )
    expect(shown).to_have_attribute("aria-valuemax", "30")


def maps_of(page: Page, server: Server, query: str) -> Locator:
    opened(page, f"{server.url}/compare?{query}")
    found = page.locator(".lab.compare-maps[data-ready]")
    expect(found).to_have_count(1, timeout=PATIENCE)
    return found


def test_one_lasso_marks_the_same_examples_in_all_maps(page: Page, server: Server) -> None:
    maps = maps_of(page, server, f"runs={TWO},{TEN},{PLAIN}")
    canvases = maps.locator("canvas.map-canvas")
    expect(canvases).to_have_count(3)
    before = [picture(canvases.nth(i)) for i in range(3)]
    canvases.first.scroll_into_view_if_needed()
    box = canvases.first.bounding_box()
    assert box is not None
    around = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), (0.2, 0.3)]
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in around]
    page.keyboard.down("Shift")
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()
    page.keyboard.up("Shift")
    readout = maps.locator(".marked")
    expect(readout).to_contain_text("test examples marked, inside the line on the map of")
    expect(readout).to_contain_text("Classes:")
    rows = readout.locator("table tr")
    expect(rows).to_have_count(4)
    shares = rows.nth(1).locator("td").all_text_contents()
    assert all(0 < float(share.removesuffix(" %")) <= 100 for share in shares)
    for i in range(3):
        assert picture(canvases.nth(i)) != before[i]
    maps.get_by_role("button", name="Let go").click()
    expect(readout).to_be_hidden()


def test_marking_needs_no_pointer_and_stands_in_the_link(page: Page, server: Server) -> None:
    maps = maps_of(page, server, f"runs={TWO},{TEN}")
    canvas = maps.locator("canvas.map-canvas").nth(1)
    canvas.focus()
    canvas.press("ArrowRight")
    canvas.press("g")
    title = maps.locator(".marked .title")
    expect(title).to_contain_text("50 test examples marked, nearest to example")
    expect(title).to_contain_text("in the latent space of Sharper digits")
    said = title.text_content()
    assert (link(page, "maps-marked") or "").startswith(f"near:{TEN}:")
    page.reload()
    expect(page.locator(".compare-maps .marked .title")).to_have_text(str(said), timeout=PATIENCE)
    maps.get_by_role("combobox", name="Mark examples").select_option(label="all of class 4")
    expect(title).to_contain_text("of class 4")
    maps.get_by_role("combobox", name="Kind of map").select_option("umap")
    expect(page.locator(".compare-maps[data-ready=umap]")).to_have_count(1)
    expect(title).to_contain_text("of class 4")
    assert (link(page, "maps-kind"), link(page, "maps-marked")) == ("umap", "class:4")


def test_maps_of_other_test_sets_are_not_linked(page: Page, server: Server) -> None:
    (other,) = repeats_of(server, 1)
    opened(page, f"{server.url}/compare?runs={TWO},{other}")
    maps = page.locator(".lab.compare-maps[data-ready]")
    expect(maps).to_have_count(2, timeout=PATIENCE)
    expect(page.get_by_text("only maps of the same test set are linked")).to_be_visible()
    maps.nth(0).get_by_role("combobox", name="Mark examples").select_option(label="all of class 4")
    expect(maps.nth(0).locator(".marked")).to_be_visible()
    expect(maps.nth(1).locator(".marked")).to_be_hidden()


def test_codes_of_sparse_runs_lie_on_one_axis_with_their_zeros(page: Page, server: Server) -> None:
    near = made(
        server,
        dataset={"name": "mnist", "train_size": 500, "validation_size": 50},
        model={"family": "sparse", "variant": "l2", "features": 16},
        network={},
    )
    opened(page, f"{server.url}/compare?runs={L1},{TOPK},{near}")
    codes = page.locator(".lab.compare-codes[data-ready='3']")
    expect(codes).to_have_count(1, timeout=PATIENCE)
    zeros = codes.locator(".zeros li")
    expect(zeros.nth(0)).to_contain_text("91.9 % of all code values exactly zero")
    expect(zeros.nth(1)).to_contain_text("87.5 % of all code values exactly zero")
    expect(zeros.nth(2)).to_contain_text("of all code values near zero (at most ")
    lines = codes.locator("path.outline")
    expect(lines).to_have_count(3)
    strokes = lines.evaluate_all("all => all.map((line) => line.getAttribute('stroke'))")
    assert len(set(strokes)) == 3
    chart = codes.get_by_role("slider")
    chart.focus()
    chart.press("Home")
    expect(codes.locator(".bars-readout")).to_contain_text("Strokes by count: sparse, TopK")
    codes.get_by_role("button", name="Logarithmic axis of values").click()
    expect(chart).to_contain_text("size of a code")
    assert link(page, "codes-axis") == "log"


def test_the_scrubber_over_the_pictures_moves_codes_and_curves(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?runs={L1},{TOPK}")
    codes = page.locator(".lab.compare-codes[data-ready='2']")
    expect(codes).to_contain_text("at step 3,750 (1,000 test examples)", timeout=PATIENCE)
    expect(page.locator(".lab.grid[data-ready]")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("slider", name="Moment of training, for all runs").fill("0")
    expect(codes).to_contain_text("at step 0 (1,000 validation examples)")


def test_latent_codes_share_an_axis_too(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?runs={TEN},{PLAIN}")
    codes = page.locator(".lab.compare-codes[data-ready='2']")
    expect(codes.locator("path.outline")).to_have_count(2, timeout=PATIENCE)
    expect(codes.get_by_text("A plain map of digits, with holes").first).to_be_visible()
    expect(codes.locator(".zero-bar").first).to_be_hidden()
