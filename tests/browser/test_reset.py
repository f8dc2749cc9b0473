"""Three ways back: the view, the same start again, a new seed."""

import pytest
from playwright.sync_api import Page, expect

from core.runs import RunFolder
from tests.browser.driving import (
    PATIENCE,
    answer,
    opened,
    settled,
    train,
    until,
    wait_for_state,
    watched_run,
)
from tests.serving import Server

pytestmark = pytest.mark.browser

TEN = "vae-a86c41f7d20e95"
QUERY = "name => new URLSearchParams(location.search).get(name)"
SHORT = (
    "dataset.name=digits&dataset.train_size=200&model.family=variational&model.latent_dim=2"
    "&training.epochs=3"
)


def test_the_view_goes_back_to_where_it_began(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/latent?run={TEN}&dims=4,7&step=163")
    pad = page.locator(".latent-pad").first
    expect(pad.locator(".pad-time")).to_contain_text("Step 163", timeout=PATIENCE)
    at = pad.locator(".pad-values dd")
    pad.locator(".pad-marks").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("a")
    until(page, f"() => ({QUERY})('pins') !== null")
    settled(page)
    page.get_by_role("button", name="Reset the view").click()
    until(page, f"() => ({QUERY})('pins') === null && ({QUERY})('step') === null")
    expect(at.first).to_have_text("0.00")
    expect(pad.locator(".pad-time")).to_be_empty()
    assert page.evaluate(QUERY, "dims") != "4,7"
    expect(page.get_by_role("button", name="Remove pins")).to_be_disabled()


def test_the_same_start_gives_the_same_weights_and_a_new_seed_others(
    page: Page, server: Server
) -> None:
    first = train(page, server.url, SHORT)
    wait_for_state(page, first, "finished")
    page.get_by_role("button", name="Same start again").click()
    second = watched_run(page, other_than=first)
    wait_for_state(page, second, "finished")
    said = page.get_by_text("the weights are the same, bit for bit")
    expect(said).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="New seed").click()
    third = watched_run(page, other_than=second)
    wait_for_state(page, third, "finished")
    expect(page.get_by_text("Only “training seed” differs")).to_be_visible(timeout=PATIENCE)
    assert answer(page, f"/api/runs/{third}")["spec"]["training"]["seed"] == 1


def test_a_run_is_trained_again_from_the_page_that_shows_it(page: Page, server: Server) -> None:
    run = train(page, server.url, SHORT)
    wait_for_state(page, run, "finished")
    opened(page, f"{server.url}/latent?run={run}")
    page.get_by_role("button", name="New seed").click()
    until(page, "() => location.pathname === '/train'")
    made = watched_run(page, other_than=run)
    wait_for_state(page, made, "finished")
    assert RunFolder(server.runs / made, gallery=False).info["parent"] == run
