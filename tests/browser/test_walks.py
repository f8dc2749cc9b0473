"""The interpolation laboratory as a person uses it, on shipped runs and tiny ones."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.driving import PATIENCE, opened, picture, settled, until
from tests.browser.tiny import made
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"
QUERY = "name => new URLSearchParams(location.search).get(name)"
PHONE = {"width": 390, "height": 844}
FEW = {"train_size": 200, "validation_size": 40}


def lab(page: Page, server: Server, run: str, query: str = "") -> Locator:
    """The laboratory of a run, once its strips are drawn."""
    opened(page, f"{server.url}/latent?run={run}{query}")
    page.get_by_test_id("stMain").get_by_text("Interpolate", exact=True).click()
    settled(page)
    found = page.locator(".interpolation")
    expect(found.locator(".walk-slider output")).not_to_be_empty(timeout=PATIENCE)
    return found


def linked(page: Page, name: str) -> Any:
    return page.evaluate(QUERY, name)


def strips(found: Locator) -> Locator:
    return found.locator(".strip-pictures")


def test_ends_are_chosen_added_and_closed_and_stand_in_the_link(page: Page, server: Server) -> None:
    found = lab(page, server, TWO, "&ends=test3,test5")
    before = picture(strips(found).first)
    found.get_by_role("button", name="Add an end").click()
    third = found.locator(".walk-choice button").nth(7)
    label = str(third.get_attribute("aria-label"))
    third.focus()
    page.keyboard.press("Enter")
    example = label.removeprefix("Test example ").split(",")[0]
    until(page, f"() => ({QUERY})('ends') === 'test3,test5,test{example}'")
    found.get_by_role("button", name="Back to the first").click()
    until(page, f"() => ({QUERY})('ends') === 'test3,test5,test{example},loop'")
    expect(strips(found).first).to_have_attribute("aria-label", re.compile("7 to 5 to .* to 7$"))
    assert picture(strips(found).first) != before
    found = lab(page, server, TWO, f"&ends={linked(page, 'ends')}")
    expect(found.locator(".walk-ends figure")).to_have_count(3)
    closed = found.get_by_role("button", name="Back to the first")
    expect(closed).to_have_attribute("aria-pressed", "true")


def test_ends_on_pins_follow_them(page: Page, server: Server) -> None:
    found = lab(page, server, TEN, "&pins=A:test3;B:0.5,1,0,0,0,0,0,0,0,0")
    before = picture(strips(found).first)
    found.get_by_role("button", name="Through the pins").click()
    expect(found.locator(".walk-ends")).to_contain_text("1 · pin A")
    until(page, f"() => ({QUERY})('ends') === 'A,B'")
    page.wait_for_timeout(500)
    taken = picture(strips(found).first)
    assert taken != before
    page.locator(".pad-marks").first.focus()
    page.keyboard.press("b")
    until(page, f"() => ({QUERY})('pins')?.endsWith('B:0,0,0,0,0,0,0,0,0,0')")
    page.wait_for_timeout(500)
    assert picture(strips(found).first) != taken


def test_it_plays_pauses_and_goes_by_key(page: Page, server: Server) -> None:
    found = lab(page, server, TWO)
    place = found.locator(".walk-slider output")
    before = place.inner_text()
    found.get_by_role("button", name="Play").click()
    expect(place).not_to_have_text(before)
    found.get_by_role("button", name="Pause").click()
    still = place.inner_text()
    page.wait_for_timeout(400)
    expect(place).to_have_text(still)
    moment = found.locator(".walk-moments canvas").first
    found.get_by_label("Place on the walk").focus()
    page.keyboard.press("Home")
    expect(place).to_have_text("0 % from 1 to 2")
    start = picture(moment)
    page.keyboard.press("End")
    expect(place).to_have_text("100 % from 1 to 2")
    assert picture(moment) != start


def test_reduced_motion_goes_a_picture_at_a_time(
    visitor: Callable[..., BrowserContext], server: Server
) -> None:
    page = visitor(reduced_motion="reduce").new_page()
    found = lab(page, server, TWO)
    place = found.locator(".walk-slider output")
    found.get_by_role("button", name="Play").click()
    seen = set()
    for _ in range(6):
        seen.add(place.inner_text())
        page.wait_for_timeout(400)
    assert 2 <= len(seen) <= 4


def test_a_plain_autoencoder_beside_a_vae(page: Page, server: Server) -> None:
    digits = {"name": "digits", **FEW}
    other = made(server, dataset=digits, model={"family": "plain", "latent_dim": 2})
    own = made(server, dataset=digits, model={"family": "variational", "latent_dim": 2})
    found = lab(page, server, own)
    expect(found.locator(".walk-strips")).to_contain_text("linear · plain")
    expect(strips(found)).to_have_count(5)
    expect(found).to_contain_text("has no prior, so no density")
    expect(found).to_contain_text("times.")
    charts = found.locator(".path-chart")
    change = charts.nth(1).get_attribute("aria-label") or ""
    assert change.count("lowest") == 5
    assert (charts.first.get_attribute("aria-label") or "").count("lowest") == 2
    found.get_by_role("button", name="Spherical").click()
    expect(strips(found)).to_have_count(3)
    found.get_by_label("A run to compare with").select_option("none")
    expect(strips(found)).to_have_count(2)
    until(page, f"() => ({QUERY})('against') === 'none'")
    found = lab(page, server, other, f"&against={own}")
    expect(found.locator(".walk-strips")).to_contain_text("linear · VAE")


def test_strips_and_animation_are_saved(page: Page, server: Server) -> None:
    found = lab(page, server, TWO, "&against=none&ends=test0,test9")
    files = {}
    for what, kind in (("strips", "PNG"), ("animation", "GIF")):
        with page.expect_download() as download:
            found.get_by_role("button", name=f"Save {what} as {kind}").click()
        files[kind] = Image.open(download.value.path())
    assert files["PNG"].width > 800
    assert len(np.unique(np.asarray(files["PNG"].convert("L")))) > 50
    gif = files["GIF"]
    assert gif.size == (3 * 140, 160)
    assert gif.n_frames == 48  # type: ignore[attr-defined]  # 25 there, 23 back
    frames = []
    for k in (0, 12, 24):
        gif.seek(k)
        frames.append(np.asarray(gif.convert("L"), float))
    assert np.abs(frames[0] - frames[2]).mean() > np.abs(frames[0] - frames[1]).mean() > 1


def test_tables_walk_in_their_own_units_and_offer_the_other_family(
    page: Page, server: Server
) -> None:
    run = made(
        server,
        dataset={"name": "breast_cancer"},
        model={"family": "variational", "latent_dim": 2},
    )
    found = lab(page, server, run)
    table = found.locator(".strip-features").first
    expect(table.locator("tr")).to_have_count(10)
    expect(found).to_contain_text("deviations from the training rows’ mean")
    page.get_by_role("button", name="Set up a plain autoencoder").click()
    until(page, f"() => ({QUERY})('model.family') === 'plain'")
    assert linked(page, "dataset.name") == "breast_cancer"


def test_documents_walk_as_words(page: Page, server: Server) -> None:
    run = made(
        server,
        dataset={"name": "docstrings", **FEW},
        model={"family": "variational", "latent_dim": 3},
    )
    found = lab(page, server, run)
    words = found.locator(".strip-words").last.locator("ol")
    assert "%" in words.first.inner_text()
    before = words.first.inner_text()
    found.get_by_role("button", name="Turn round").click()
    expect(words.first).not_to_have_text(before)
    expect(words.last).to_have_text(before, use_inner_text=True)


def test_it_decodes_as_at_the_scrubbed_moment_and_fits_a_phone(
    visitor: Callable[..., BrowserContext], server: Server
) -> None:
    digits = {"name": "digits", **FEW}
    run = made(server, dataset=digits, model={"family": "variational", "latent_dim": 3})
    page = visitor(viewport=PHONE, has_touch=True).new_page()
    found = lab(page, server, run, "&step=0&against=none")
    expect(found).to_contain_text("as it did at step 0", timeout=PATIENCE)
    widths = "[...root.querySelectorAll('*')].filter((e) => !e.closest('.walk-axis'))"
    right = found.evaluate(
        f"root => Math.max(...{widths}.map((e) => e.getBoundingClientRect().right))"
    )
    assert right <= PHONE["width"]
    early = picture(strips(found).first)
    page.locator(".scrubber input").focus()
    page.keyboard.press("End")
    expect(found).not_to_contain_text("as it did at step")
    page.wait_for_timeout(500)
    assert picture(strips(found).first) != early
