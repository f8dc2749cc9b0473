"""One journey: a ladder of β is trained, its frontier seen, two runs picked, and taken home."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.quantities import quantity, written
from core.runs import Library
from tests.browser.driving import PATIENCE, opened, press, settled, until
from tests.browser.tiny import made
from tests.serving import Server

pytestmark = pytest.mark.browser

BETAS = 7
NAME = "A tiny one to start from"


def test_a_ladder_of_beta_from_its_start_to_the_report(
    page: Page, server: Server, tmp_path: Path
) -> None:
    model = {"family": "variational", "latent_dim": 2}
    base = made(server, dataset={"name": "digits", "train_size": 600}, model=model)
    library = Library(server.runs)
    library.rename(library.find(base), NAME)

    # A ladder, planned with its cost, and trained.
    opened(page, f"{server.url}/compare?view=sweeps")
    page.get_by_role("combobox", name="Settings of").click()
    page.get_by_role("option", name=NAME).click()
    page.get_by_role("radio", name="A ladder of β").click()
    expect(page.get_by_text(f"{3 * BETAS} runs, about")).to_be_visible(timeout=PATIENCE)
    repeats = page.get_by_role("combobox", name="Repeat each over")
    expect(repeats).to_have_count(1, timeout=PATIENCE)
    repeats.click()
    page.get_by_role("option", name="nothing").click()
    expect(page.get_by_text(f"{BETAS} runs, about")).to_be_visible(timeout=PATIENCE)
    press(page, "Start the sweep")
    expect(page.get_by_text(f"{BETAS} runs: {BETAS} finished.")).to_be_visible(timeout=4 * PATIENCE)

    # Its frontier, from which two are picked.
    press(page, "Compare its runs")
    expect(page.locator('.frontier .mark[aria-pressed="true"]')).to_have_count(
        BETAS, timeout=PATIENCE
    )
    page.get_by_label("Clear all").click()
    expect(page.get_by_text("Choose two runs or more")).to_be_visible(timeout=PATIENCE)
    settled(page)
    ladder = {
        run.spec.as_dict()["model"]["beta"]: run
        for run in library.list()
        if run.info.get("sweep", {}).get("name") == "A ladder of β" and run.summary()
    }
    pair = [ladder[0.25], ladder[16.0]]
    for run in pair:
        dot = page.locator(f'.frontier .mark[data-run="{run.id}"]')
        dot.dispatch_event("click", timeout=PATIENCE)
        expect(dot).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    settled(page)

    # What differs is said and proved.
    said = "Only β differs (price of a nat of information): the same seed and, by their hashes"
    expect(page.get_by_text(said)).to_be_visible(timeout=PATIENCE)
    ids = ",".join(run.id for run in pair)
    until(page, "ids => new URLSearchParams(location.search).get('runs') === ids", ids)

    # Taken home: the report opens from the disk, with its numbers and pictures.
    with page.expect_download() as download:
        page.get_by_role("link", name="Zip").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    report = page.context.new_page()
    report.goto((tmp_path / "report.html").as_uri())
    expect(report.get_by_role("heading", level=1)).to_have_text("2 runs compared")
    expect(report.get_by_text(said)).to_be_visible()
    words = report.locator("body").inner_text()
    for run in pair:
        test, spec = (run.summary() or {})["test"], run.spec.as_dict()
        for key in ("elbo", "reconstruction", "kl", "fvu"):
            assert written(test[key], quantity(key, spec)) in words
    assert report.locator("svg.chart").count() >= 3
    assert report.locator("img").count() >= 4
    assert report.evaluate("() => [...document.images].every(image => image.naturalWidth > 0)")
