"""Curves, latent maps and code histograms of several runs, as a person looks at them together."""

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import PATIENCE, opened, until
from tests.browser.tiny import made
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN, PLAIN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95", "plain-58d2c6f01b9e7a"
L1 = "sparse-3c97be05d1f86a"
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
