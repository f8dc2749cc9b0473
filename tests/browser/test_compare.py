"""Comparing as a person does: one scrubber, other pictures, two runs swiped, a knob walked."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import PATIENCE, opened, picture, until, websocket_messages
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"
EIGHT = "vae-7a35e8c0d914b2"


def grid(page: Page, server: Server) -> Locator:
    opened(page, f"{server.url}/compare?runs={TWO},{TEN}")
    found = page.locator(".lab.grid[data-ready=reconstructions]")
    expect(found).to_be_visible(timeout=PATIENCE)
    return found


def test_one_scrubber_moves_the_pictures_of_all_runs(page: Page, server: Server) -> None:
    found = grid(page, server)
    rows = found.locator("td canvas")
    expect(rows).to_have_count(3)
    before = [picture(rows.nth(i)) for i in (1, 2)]
    found.get_by_role("slider", name="Moment of training, for all runs").fill("0")
    expect(found.locator("p[role=status]")).to_contain_text("Validation examples")
    after = [picture(found.locator("td canvas").nth(i)) for i in (1, 2)]
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_other_pictures_are_a_click_away(page: Page, server: Server) -> None:
    found = grid(page, server)
    found.get_by_role("button", name="Samples", exact=True).click()
    root = page.locator(".lab.grid")
    expect(root).to_have_attribute("data-ready", "samples")
    expect(root.locator("td canvas")).to_have_count(2)
    root.get_by_role("button", name="Interpolation", exact=True).click()
    expect(root).to_have_attribute("data-ready", "path", timeout=PATIENCE)
    expect(root.locator("p[role=status]")).to_contain_text("line between the mean codes")
    expect(root.get_by_role("slider", name="Moment of training, for all runs")).to_be_hidden()


def test_two_runs_are_swiped_over_each_other(page: Page, server: Server) -> None:
    found = grid(page, server)
    found.get_by_role("button", name="Swipe two").click()
    canvas = found.locator(".swipe canvas")
    expect(canvas).to_be_visible()
    middle = picture(canvas)
    slider = found.get_by_role("slider", name="Where one run ends and the other begins")
    slider.fill("1")
    left = picture(canvas)
    slider.fill("0")
    assert len({middle, left, picture(canvas)}) == 3


_SHOWN = """([run]) => {
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
  const along = roots.map((r) => r.querySelector(".along[data-ready=true]")).find(Boolean);
  if (along?.dataset.run !== run) return null;
  if (along.querySelectorAll(".losses canvas").length < 3) return null;
  const pictures = [...along.querySelectorAll(".rows")[0].querySelectorAll("canvas")];
  if (pictures.length !== 3) return null;
  return {
    mark: along.querySelector(".ring")?.getAttribute("data-run"),
    at: along.querySelector(".ring")?.getAttribute("cx"),
    numbers: along.querySelector("dl").innerText,
    losses: [...along.querySelectorAll(".losses canvas")].map((c) => c.toDataURL()).join(),
    code: along.querySelector(".code canvas").toDataURL(),
    inputs: pictures[0].toDataURL(),
    rebuilt: pictures[1].toDataURL(),
    samples: pictures[2].toDataURL(),
  };
}"""


def shown(page: Page, run: str) -> dict[str, str]:
    """All that is shown of a run along a knob, at one moment, once it is there."""
    until(page, f"(of) => ({_SHOWN})(of) !== null", [run])
    found: dict[str, str] = page.evaluate(_SHOWN, [run])
    return found


def test_the_slider_along_a_knob_swaps_everything(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?view=knob&of={TWO}&knob=model.latent_dim&at={EIGHT}")
    before = shown(page, EIGHT)
    asked = websocket_messages(page)
    page.get_by_role("slider", name="L · latent dimensions").press("ArrowRight")
    after = shown(page, TEN)
    assert after["mark"] == TEN
    assert before["inputs"] == after["inputs"]  # the same test examples
    changed = ("at", "numbers", "losses", "code", "rebuilt", "samples")
    assert [key for key in changed if before[key] == after[key]] == []
    assert asked == []  # nothing was asked of Python
    until(page, "id => new URLSearchParams(location.search).get('at') === id", TEN)


def test_a_dot_on_the_chart_of_a_knob_is_walked_to(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?view=knob&of={TWO}&knob=model.latent_dim&at={EIGHT}")
    shown(page, EIGHT)
    dot = page.locator(f'.along .mark[data-run="{TWO}"]')
    dot.focus()
    dot.press("Enter")
    assert "2 dimensions" in shown(page, TWO)["numbers"]
    slider = page.get_by_role("slider", name="L · latent dimensions")
    expect(slider).to_have_value("0")
    expect(slider).to_have_attribute("aria-valuetext", "L 2")


def test_a_dot_on_the_frontier_joins_and_leaves_the_comparison(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/compare?runs={TWO},{TEN}")
    mark = page.locator(f'.frontier .mark[data-run="{TEN}"]')
    expect(mark).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    mark.focus()
    card = page.locator(".frontier .card")
    expect(card.locator("canvas")).to_have_count(2, timeout=PATIENCE)
    mark.press("Enter")
    expect(page.get_by_text("Choose two runs or more")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("() => new URLSearchParams(location.search).get('runs')") == TWO
