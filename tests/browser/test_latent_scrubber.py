"""One scrubber for everything on the Latent space page that changes over training."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from core.runs import Library, RunFolder
from core.spec import parse_spec
from core.training import train
from tests.browser.driving import PATIENCE, opened, picture, settled, until, websocket_messages
from tests.many_snapshots import SNAPSHOTS, with_many_snapshots
from tests.serving import Server

pytestmark = pytest.mark.browser

WATCHED = """() => {
  window.seen = { steps: new Set(), last: 0, longest: 0 };
  window.addEventListener("latentlab:time", ({ detail }) => seen.steps.add(detail.step));
  const frame = (now) => {
    if (seen.last) seen.longest = Math.max(seen.longest, now - seen.last);
    seen.last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


@pytest.fixture(scope="module")
def long_run(server: Server) -> RunFolder:
    """A finished run of two dimensions with 40 snapshots: more than any training leaves."""
    given = {
        "dataset": {"name": "digits", "train_size": 200, "validation_size": 60},
        "model": {"family": "variational", "latent_dim": 2},
        "network": {"hidden": [16]},
        "training": {"epochs": 40, "device": "cpu"},
    }
    run = Library(server.runs).create(parse_spec(given))
    assert train(run, threads=1) == "finished"
    with_many_snapshots(run)
    return run


def test_playing_asks_the_server_for_nothing_once_loaded(
    page: Page, server: Server, long_run: RunFolder
) -> None:
    sent = websocket_messages(page)
    opened(page, f"{server.url}/latent?run={long_run.id}&view=kl")
    expect(page.locator(".kl-tile").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".pad-legend").first).not_to_be_empty(timeout=PATIENCE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".scrubber").hover()
    until(page, "() => document.fonts.status === 'loaded'")
    before = -1
    while len(asked) != before:  # until what the hand over the scrubber called for is there
        before = len(asked)
        page.wait_for_timeout(1500)
    assert any("arrays.safetensors" in url for url in asked)
    assert any("decoder.safetensors" in url for url in asked)
    asked.clear()
    sent.clear()
    page.evaluate(WATCHED)
    page.get_by_role("button", name="Play the training").click()
    expect(page.get_by_role("button", name="Play the training")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("() => seen.steps.size") == SNAPSHOTS
    of_runs = [url for url in asked if "/api/jobs" not in url]  # the sidebar's list goes on
    assert of_runs == []
    assert sent == []


def test_pad_strip_and_link_are_at_the_same_moment(
    page: Page, server: Server, long_run: RunFolder
) -> None:
    steps = long_run.snapshot_steps()
    bare = next(step for step in steps if not long_run.snapshot(step)["weights"])
    opened(page, f"{server.url}/latent?run={long_run.id}&view=kl&step={bare}")
    found = page.locator(".latent-pad").first
    expect(found.locator(".pad-time")).to_contain_text(f"Step {bare}:", timeout=PATIENCE)
    expect(found.locator(".pad-time")).to_contain_text("nearest of the 400 that were stored")
    expect(found.locator("figcaption").first).to_contain_text("stored at that moment")
    expect(page.locator(".kl .title").first).to_contain_text(f"at step {bare}")
    expect(page.locator(".kl")).to_contain_text(f"validation examples at step {bare} together")
    shown = found.locator(".pad-main canvas")
    before = picture(shown)
    found.locator(".pad-marks").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.up("Shift")
    assert picture(shown) != before
    found.get_by_role("button", name="Put pin A here").click()
    page.get_by_test_id("stMain").get_by_text("Traverse", exact=True).click()
    parts = "() => ['view', 'step', 'pins'].map((n) => new URLSearchParams(location.search).get(n))"
    until(page, f"() => ({parts})()[0] === 'traverse'")
    settled(page)
    _, step, pins = page.evaluate(parts)
    assert step == str(bare)
    assert pins.startswith("A:")
    kept = next(step for step in steps if step and long_run.snapshot(step)["weights"])
    page.goto(f"{server.url}/latent?run={long_run.id}&view=kl&step={kept}")
    settled(page)
    expect(found.locator(".pad-time")).to_contain_text("weights of that moment", timeout=PATIENCE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["input", "kl"])
def test_axe_finds_nothing(
    view: str,
    scheme: str,
    server: Server,
    visitor: Callable[..., BrowserContext],
    long_run: RunFolder,
) -> None:
    page = visitor(color_scheme=scheme, bypass_csp=True).new_page()
    opened(page, f"{server.url}/latent?run={long_run.id}&view={view}&step=3")
    shown = {"input": ".own-about", "kl": ".kl-tile"}[view]
    expect(page.locator(shown).first).not_to_be_empty(timeout=PATIENCE)
    page.wait_for_timeout(500)
    found = Axe().run(page).response["violations"]
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
