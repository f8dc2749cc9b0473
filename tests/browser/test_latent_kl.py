"""What the KL did: the arithmetic of the panel, and the panel as a person uses it."""

import re
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from core.evaluation.sparsity import log_histogram
from core.paths import COMPONENTS
from tests.browser.driving import PATIENCE, opened, picture, until
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"
NAMES = "variancesOf, logHistogram, aggregateBins, priorMasses, aggregateMasses, costOf, onShares"
COST = "lab.costOf(codes, std, 0, lab.aggregateBins(codes, std))"
RUN = """async ([text, given]) => {
  const lab = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const table = (rows) => ({ shape: [rows.length, rows[0].length], data: rows.flat() });
  const { means = [[0]], deviations = [[1]] } = given;
  return new Function("lab", "codes", "std", "given", `return ${given.expression};`)(
    lab, table(means), table(deviations), given);
}"""


def computed(page: Page, expression: str, **given: object) -> Any:
    files = ("convolution", "network", "plane", "aggregate")
    text = "\n".join((COMPONENTS / "shared" / f"{name}.js").read_text() for name in files)
    return page.evaluate(
        RUN, [f"{text}\nexport {{ {NAMES} }};", {"expression": expression} | given]
    )


def test_variances_and_their_histogram_are_the_evaluations(page: Page) -> None:
    means = np.random.default_rng(0).normal(size=(50, 4)) * [1e-4, 0.05, 1.0, 0.0]
    variances = computed(page, "lab.variancesOf(codes)", means=means.tolist())
    np.testing.assert_allclose(variances, means.var(axis=0, ddof=1), rtol=1e-6)
    bins = {"low": -6, "high": 2, "bins": 32}
    counted = computed(
        page, "lab.logHistogram(given.values, given.bins)", values=variances, bins=bins
    )
    assert counted == log_histogram(torch.tensor(variances, dtype=torch.float64), -6.0, 32, 2.0)


def test_codes_that_are_the_prior_cost_what_they_tell(page: Page) -> None:
    """Means N(0, ¾) with σ = ½ add up to N(0, 1): nothing lies off it, and the rest is told."""
    means = np.sqrt(0.75) * np.random.default_rng(1).normal(size=(3000, 1))
    given = {"means": means.tolist(), "deviations": np.full((3000, 1), 0.5).tolist()}
    cost = computed(page, COST, **given)
    assert cost["off"] < 0.01
    assert cost["told"] == pytest.approx(np.log(2), abs=0.05)  # ½ log(1 / ¼)
    both = (
        "((bins) => [lab.aggregateMasses(codes, std, 0, bins), lab.priorMasses(bins)]"
        ".map((m) => [...m]))(lab.aggregateBins(codes, std))"
    )
    masses, prior = computed(page, both, **given)
    assert sum(masses) == pytest.approx(1)
    np.testing.assert_allclose(masses, prior, atol=0.01)


def test_one_code_for_all_is_all_off_the_prior(page: Page) -> None:
    cost = computed(page, COST, means=[[1.0]] * 20, deviations=[[0.5]] * 20)
    assert cost["kl"] == pytest.approx(0.5 * (1 + 0.25 - 1 - np.log(0.25)))
    assert cost["told"] == pytest.approx(0, abs=0.01)
    far = computed(page, COST, means=[[9.0]] * 20, deviations=[[0.5]] * 20)
    assert far["kl"] == pytest.approx(0.5 * (81 + 0.25 - 1 - np.log(0.25)))
    assert far["told"] == pytest.approx(0, abs=0.05)


def test_how_often_a_dimension_is_on(page: Page) -> None:
    on = computed(page, "lab.onShares(codes)", means=[[0, 1], [0, -2], [3, 0], [0, 1]])
    assert on == [0.25, 0.75]


def panel(page: Page, server: Server, run: str) -> Locator:
    opened(page, f"{server.url}/latent?run={run}&view=kl")
    found = page.locator(".kl").first
    expect(found.locator(".kl-tile").first).to_be_visible(timeout=PATIENCE)
    return found


def test_the_strip_is_read_by_keys_and_moves_the_page(page: Page, server: Server) -> None:
    found = panel(page, server, TEN)
    strip = found.get_by_role("application")
    expect(strip).to_have_attribute("aria-label", re.compile("over 0.01 nats at step 3,750"))
    strip.focus()
    page.keyboard.press("ArrowLeft")
    expect(found.locator(".kl-readout").first).to_contain_text("z₁ at step 3,750 (epoch 30): 2.2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(found.locator(".kl-readout").first).to_contain_text("at step 782")
    units = found.locator("svg")
    before = units.inner_html()
    page.keyboard.press("Enter")
    expect(page.locator(".scrubber .label")).to_contain_text("step 782")
    expect(found).to_contain_text("validation examples at step 782")
    assert units.inner_html() != before
    until(page, "() => new URLSearchParams(location.search).get('step') === '782'")


def test_the_panel_follows_the_scrubber_and_shows_all_dimensions(
    page: Page, server: Server
) -> None:
    found = panel(page, server, TEN)
    expect(found.locator(".kl-tile")).to_have_count(8)
    found.get_by_role("button", name="All 10 dimensions").click()
    expect(found.locator(".kl-tile")).to_have_count(10)
    strip = found.get_by_role("application")
    before = picture(strip)
    page.locator(".scrubber input").focus()
    page.keyboard.press("Home")
    expect(found.locator(".title").first).to_contain_text("at step 0")
    until(
        page, "([strip, before]) => strip.toDataURL() !== before", [strip.element_handle(), before]
    )
    expect(found).to_contain_text("validation examples at step 0 together")


def test_a_dot_on_the_frontier_opens_its_run(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/latent?run={TEN}&view=kl")
    mark = page.locator(f'.frontier .mark[data-run="{TWO}"]')
    expect(mark).to_have_attribute("aria-pressed", "false", timeout=PATIENCE)
    mark.focus()
    expect(page.locator(".frontier .card canvas")).to_have_count(2, timeout=PATIENCE)
    mark.press("Enter")
    expect(mark).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
