"""Traversals as a person uses them: ranges, where the others stay, and the grid as a picture."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from core.runs import Library, write_json
from tests.browser.driving import PATIENCE, opened, picture, settled, until
from tests.browser.tiny import made
from tests.serving import Server

pytestmark = pytest.mark.browser

TEN = "vae-a86c41f7d20e95"
QUERY = "name => new URLSearchParams(location.search).get(name)"


def grid(page: Page, server: Server, run: str, query: str = "") -> Locator:
    """The traversals of a run, once the rows are drawn."""
    opened(page, f"{server.url}/latent?run={run}{query}")
    page.get_by_test_id("stMain").get_by_text("Traverse", exact=True).click()
    settled(page)
    found = page.locator(".traversals")
    expect(found.locator(".walk-line p span").last).to_contain_text("to", timeout=PATIENCE)
    return found


def test_the_range_and_the_base_are_chosen_and_stand_in_the_link(
    page: Page, server: Server
) -> None:
    found = grid(page, server, TEN, "&pins=A:test3")
    rows = found.locator(".strip-pictures")
    expect(rows).to_have_count(10)
    expect(found).to_contain_text("mixture of the posteriors of 1,000 test examples")
    by_posterior = picture(rows.first)
    found.get_by_role("button", name="A fixed range").focus()
    page.keyboard.press("Enter")
    expect(found).to_contain_text("−2.5 to 2.5 standard deviations of the prior N(0, 1)")
    found.get_by_label("How far", exact=True).select_option("4")
    expect(rows.first).to_have_attribute("aria-label", "9 decoded means as z₁ goes from −4.00 to "
                                         "4.00, the others at the base")  # fmt: skip
    fixed = picture(rows.first)
    assert fixed != by_posterior
    found.get_by_role("button", name="pin A").click()
    expect(found).to_contain_text("The others stay at pin A")
    until(page, f"() => ({QUERY})('walk') === 'fixed4,A'")
    page.wait_for_timeout(400)
    assert picture(rows.first) != fixed
    pinned = picture(rows.first)
    found = grid(page, server, TEN, "&walk=fixed4,test3")
    expect(found).to_contain_text("the code of test example 3")
    assert picture(found.locator(".strip-pictures").first) == pinned


def test_the_grid_is_saved_with_its_labels(page: Page, server: Server) -> None:
    found = grid(page, server, TEN)
    with page.expect_download() as download:
        found.get_by_role("button", name="Save grid as PNG").click()
    image = Image.open(download.value.path())
    assert image.width == 2 * (126 + 9 * 64)
    assert image.height == 2 * (10 * 64 + 75)
    dark = np.asarray(image.convert("L"))[90:-60] < 100
    assert dark[:, :240].any(), "names of the dimensions"
    assert dark[:, 252:].any(), "pictures"


def test_words_and_features_that_move_most_are_told(page: Page, server: Server) -> None:
    text = made(
        server,
        dataset={"name": "docstrings", "train_size": 200, "validation_size": 40},
        model={"family": "plain", "latent_dim": 2},
    )
    found = grid(page, server, text)
    first = found.locator(".strip-words").first
    expect(first.locator("ol")).to_have_count(5)
    expect(first.locator("ol").first.locator("li")).to_have_count(6)
    expect(found).to_contain_text("words whose probability moves most")
    expect(found).to_contain_text("quantile of the codes")
    table = made(
        server, dataset={"name": "breast_cancer"}, model={"family": "variational", "latent_dim": 2}
    )
    found = grid(page, server, table)
    expect(found.locator(".strip-features").first.locator("tr")).to_have_count(6)
    expect(found).to_contain_text("features that move most")


def test_known_factors_stand_as_a_table_and_what_was_not_measured_says_how(
    page: Page, server: Server
) -> None:
    run = made(
        server,
        dataset={"name": "sprites", "train_size": 200, "validation_size": 40},
        model={"family": "variational", "latent_dim": 2, "beta": 0.1},
    )
    grid(page, server, run)
    table = page.locator("table.ll-factors")
    expect(table.locator("thead th").last).to_contain_text("y")
    expect(table.locator("tbody tr").last).to_contain_text("gap")
    command = page.get_by_text(f"python -m core evaluate {run}")
    expect(command).to_be_visible()
    expect(page.get_by_text("over 5,000 test pictures")).to_be_visible()
    folder = Library(server.runs).find(run)
    summary = folder.summary()
    assert summary is not None
    for key in ("mig", "mig_points", "factor_information"):
        del summary["test"][key]
    write_json(folder.summary_file, summary)
    grid(page, server, run)
    expect(page.get_by_text("trained before it was measured")).to_be_visible()
    expect(command).to_be_visible()
