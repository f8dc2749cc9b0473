"""A person's journeys: train both models, watch, stop, refresh, resume, explore, compare."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.driving import (
    PATIENCE,
    ink,
    last_drawn,
    last_step,
    opened,
    picture,
    press,
    run_state,
    settled,
    train,
    until,
    wait_for_state,
    wait_for_steps,
    websocket_messages,
)
from tests.serving import Server

pytestmark = pytest.mark.browser

LONG = "dataset.name=digits&training.epochs=3000"
SHORT = "dataset.name=digits&training.epochs=30"


@pytest.fixture
def tab(visitor: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A newcomer's tab that remembers what the browser complained about."""
    page = visitor().new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def test_a_run_is_watched_stopped_refreshed_and_resumed(tab: Page, server: Server) -> None:
    run = train(tab, server.url, f"{LONG}&model.family=sparse")
    wait_for_steps(tab, run, 50)
    expect(run_state(tab)).to_have_text("Training", timeout=PATIENCE)

    chart = tab.locator(".curves canvas").first
    chart.evaluate("canvas => { canvas.dataset.mark = 'the same'; }")
    box = chart.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    tab.mouse.move(box["x"] + 0.3 * box["width"], middle)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 0.6 * box["width"], middle, steps=5)
    tab.mouse.up()
    reset = tab.get_by_role("button", name="Reset view").first
    expect(reset).to_be_visible()

    wait_for_steps(tab, run, last_step(tab, run) + 50)
    assert chart.evaluate("canvas => canvas.dataset.mark") == "the same"
    expect(reset).to_be_visible()

    press(tab, "Stop")
    wait_for_state(tab, run, "stopped")
    tab.reload()
    settled(tab)
    stopped_at = last_step_when_loaded(tab, run)
    assert stopped_at > 50

    press(tab, "Resume")
    wait_for_state(tab, run, "running")
    wait_for_steps(tab, run, stopped_at)
    tab.reload()
    settled(tab)
    wait_for_steps(tab, run, stopped_at)
    press(tab, "Stop")
    wait_for_state(tab, run, "stopped")


def last_step_when_loaded(page: Page, run: str) -> int:
    wait_for_steps(page, run, 0)
    return last_step(page, run)


def test_nothing_reruns_while_a_run_is_watched(tab: Page, server: Server) -> None:
    sent = websocket_messages(tab)
    run = train(tab, server.url, f"{LONG}&model.family=variational")
    expect(run_state(tab)).to_have_text("Training", timeout=PATIENCE)
    wait_for_steps(tab, run, 20)
    settled(tab)
    tab.wait_for_timeout(1500)
    before, step = len(sent), last_step(tab, run)
    wait_for_steps(tab, run, step + 30)
    tab.wait_for_timeout(1500)
    assert len(sent) == before
    press(tab, "Stop")
    wait_for_state(tab, run, "stopped")


def test_a_vae_is_trained_and_its_space_explored(tab: Page, server: Server) -> None:
    run = train(tab, server.url, f"{SHORT}&model.family=variational&model.latent_dim=2")
    wait_for_state(tab, run, "finished")
    sent = websocket_messages(tab)
    opened(tab, f"{server.url}/latent?run={run}")
    pad = tab.locator(".pad-square").first
    decoded = tab.locator(".pad-main canvas").first
    expect(decoded).to_be_visible(timeout=PATIENCE)
    box = pad.bounding_box()
    assert box is not None
    tab.wait_for_timeout(1500)
    before = picture(decoded)
    tab.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    tab.mouse.down()
    quiet = len(sent)
    for share in (0.3, 0.2, 0.7, 0.8):
        tab.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"], steps=8)
    assert picture(decoded) != before
    assert len(sent) == quiet
    tab.mouse.up()

    tab.get_by_test_id("stMain").get_by_text("Interpolate", exact=True).click()
    settled(tab)
    strip = tab.locator('[class*="st-key-interpolation"] canvas').first
    expect(strip).to_be_visible(timeout=PATIENCE)
    tab.wait_for_timeout(1000)
    assert ink(strip) > 0


def test_runs_are_compared_and_only_the_knob_differs(tab: Page, server: Server) -> None:
    query = f"{SHORT}&model.family=sparse&model.variant=topk"
    first = train(tab, server.url, query)
    wait_for_state(tab, first, "finished")
    second = train(tab, server.url, f"{query}&model.k=4")
    wait_for_state(tab, second, "finished")
    opened(tab, f"{server.url}/compare?runs={first},{second}")
    expect(tab.get_by_text("Only k differs")).to_be_visible(timeout=PATIENCE)
    expect(tab.locator(".grid[data-ready] td canvas")).to_have_count(3, timeout=PATIENCE)
    opened(tab, f"{server.url}/compare?view=knob")
    slider = tab.locator('.along input[type="range"]')
    expect(tab.locator(".along[data-run] .rows").first.locator("canvas")).to_have_count(
        3, timeout=PATIENCE
    )
    shown = tab.locator(".along[data-run]").get_attribute("data-run")
    slider.press("ArrowRight")
    other = first if shown == second else second
    expect(tab.locator(f'.along[data-run="{other}"]')).to_have_count(1)
    opened(tab, f"{server.url}/sparse?run={second}")
    expect(tab.get_by_text("The dictionary")).to_be_visible()
    said = tab.get_by_text("of all code values are exactly zero").first
    expect(said).to_be_visible(timeout=PATIENCE)


def test_a_ladder_of_beta_is_run_and_its_frontier_compared(tab: Page, server: Server) -> None:
    run = train(tab, server.url, f"{SHORT}&model.family=variational&model.latent_dim=3")
    wait_for_state(tab, run, "finished")
    opened(tab, f"{server.url}/compare?view=sweeps")
    tab.get_by_role("radio", name="A grid of my own").click()
    settled(tab)
    main = tab.get_by_test_id("stMain")
    main.get_by_role("textbox", name="Values of").fill("2, 5")
    tab.keyboard.press("Enter")
    expect(main.get_by_text("2 runs, about")).to_be_visible(timeout=PATIENCE)
    press(tab, "Start the sweep")
    expect(main.get_by_text("2 runs: 2 finished")).to_be_visible(timeout=PATIENCE)
    press(tab, "Compare its runs")
    expect(main.get_by_text("Only L differs")).to_be_visible(timeout=PATIENCE)
    marks = tab.locator('.frontier .mark[aria-pressed="true"]')
    expect(marks).to_have_count(2, timeout=PATIENCE)


def test_a_stranger_looks_but_does_not_touch(
    tab: Page, visitor: Callable[..., BrowserContext], server: Server
) -> None:
    """Tests come from this machine, so the stranger arrives through a proxy."""
    run = train(tab, server.url, f"{LONG}&model.family=sparse")
    wait_for_steps(tab, run, 5)
    stranger = visitor(extra_http_headers={"X-Forwarded-For": "203.0.113.9"}).new_page()
    opened(stranger, f"{server.url}/train?run={run}")
    expect(stranger.locator(".curves canvas").first).to_be_visible(timeout=PATIENCE)
    main = stranger.get_by_test_id("stMain")
    expect(main.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    press(tab, "Stop")
    wait_for_state(tab, run, "stopped")


def test_bad_values_in_a_link_get_one_sentence(tab: Page, server: Server) -> None:
    opened(tab, f"{server.url}/train?dataset.name=digits&model.family=variational&model.beta=-3")
    expect(tab.get_by_text("model.beta is -3")).to_be_visible()
    expect(tab.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    press(tab, "Back to the recommended values")
    settled(tab)
    expect(tab.get_by_role("button", name="Train", exact=True)).to_be_enabled()
    opened(tab, f"{server.url}/latent?run=vae-00000000000000")
    expect(tab.get_by_text("There is no run")).to_be_visible()


def test_curves_move_between_the_rows_of_a_long_run(tab: Page, server: Server) -> None:
    """Its rows are more than a hundred steps apart; the row under way is drawn as it fills."""
    query = "dataset.name=mnist&model.family=variational&training.epochs=400&training.batch_size=16"
    run = train(tab, server.url, query)
    drawn = [last_drawn(tab, run)]
    # The row under way comes and goes with every row written: one look has to find both at once.
    until(tab, "id => 'objective' in (window.__latentlabFeeds.get(id).draft?.train ?? {})", run)
    for _ in range(60):
        drawn.append(last_drawn(tab, run))
        tab.wait_for_timeout(50)
    rows = tab.evaluate("id => window.__latentlabFeeds.get(id).rows.map(row => row.step)", run)
    assert drawn == sorted(drawn)
    assert any(step not in rows for step in drawn)
    press(tab, "Stop")
    wait_for_state(tab, run, "stopped")


def test_eight_tabs_watch_one_run(visitor: Callable[..., BrowserContext], server: Server) -> None:
    """A browser allows six connections a host; the seventh tab must load all the same."""
    context = visitor()
    first = context.new_page()
    run = train(first, server.url, f"{LONG}&model.family=sparse")
    wait_for_steps(first, run, 5)
    tabs = [context.new_page() for _ in range(7)]
    for page in tabs:
        opened(page, f"{server.url}/train?run={run}")
    for page in tabs:
        wait_for_steps(page, run, last_step(first, run) // 2)
    press(first, "Stop")
    wait_for_state(first, run, "stopped")


def test_a_map_is_made_cancelled_and_made_again(tab: Page, server: Server) -> None:
    run = train(tab, server.url, f"{SHORT}&model.family=variational&model.latent_dim=4")
    wait_for_state(tab, run, "finished")
    opened(tab, f"{server.url}/latent?run={run}")
    expect(tab.get_by_text("PCA: a straight shadow")).to_be_visible(timeout=PATIENCE)
    tab.get_by_text("A UMAP map of your own").click()
    press(tab, "Make a UMAP map")
    press(tab, "Cancel")
    again = tab.get_by_test_id("stMain").get_by_role("button", name="Make a UMAP map", exact=True)
    tab.get_by_text("A UMAP map of your own").click(timeout=2 * PATIENCE)
    again.click()
    expect(tab.get_by_text("UMAP keeps neighbours together")).to_be_visible(timeout=2 * PATIENCE)
    canvas = tab.locator('[class*="st-key-map-"] canvas').first
    expect(canvas).to_be_visible(timeout=PATIENCE)
