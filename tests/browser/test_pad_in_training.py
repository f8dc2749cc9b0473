"""The pad of a run that has not ended: its newest snapshot, and those that come."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.runs import Library, RunFolder
from core.spec import parse_spec
from core.training import train
from tests.browser.driving import PATIENCE, opened, picture
from tests.serving import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def unfinished(server: Server, tmp_path: Path) -> tuple[RunFolder, Path]:
    """A run without what its end leaves, and its last snapshot, kept elsewhere."""
    given = {
        "dataset": {"name": "digits", "train_size": 200, "validation_size": 40},
        "model": {"family": "variational", "latent_dim": 3},
        "network": {"hidden": [16]},
        "training": {"epochs": 4, "device": "cpu"},
    }
    run = Library(server.runs).create(parse_spec(given))
    assert train(run, threads=1) == "finished"
    for name in ("summary.json", "decoder.json", "encoder.json"):
        (run.path / name).unlink()
    shutil.rmtree(run.path / "test")
    last = run.snapshot_path(run.snapshot_steps()[-1])
    return run, Path(shutil.move(last, tmp_path / last.name))


def test_it_shows_the_newest_snapshot_and_can_be_pinned(
    page: Page, server: Server, unfinished: tuple[RunFolder, Path]
) -> None:
    run, last = unfinished
    opened(page, f"{server.url}/latent?run={run.id}")
    found = page.locator(".latent-pad").first
    expect(found.locator(".pad-legend")).to_contain_text("validation examples", timeout=PATIENCE)
    expect(page.get_by_text("Not finished: the pad shows")).to_be_visible()
    expect(found.locator("input[data-dimension]")).to_have_count(3)
    before = picture(found.locator(".pad-main canvas"))
    found.get_by_role("button", name="Plane through A, B, C").click()
    expect(found.locator(".pad-values")).to_contain_text("off the plane")
    assert picture(found.locator(".pad-main canvas")) != before
    page.get_by_test_id("stMain").get_by_text("Your own input", exact=True).click()
    expect(page.locator(".own-input")).to_contain_text("Validation example", timeout=PATIENCE)
    expect(page.locator(".own-about")).to_contain_text("Encoder and decoder as they were at step")
    expect(page.locator(".own-about")).not_to_contain_text("∞")
    page.get_by_test_id("stMain").get_by_text("What the KL did", exact=True).click()
    expect(page.locator(".kl-tile")).to_have_count(3, timeout=PATIENCE)
    newest = run.snapshot_steps()[-1]
    assert newest < int(last.name)
    shutil.move(last, run.snapshot_path(int(last.name)))
    page.reload()
    expect(found.locator(".pad-time")).to_contain_text(f"Step {int(last.name)}", timeout=PATIENCE)
