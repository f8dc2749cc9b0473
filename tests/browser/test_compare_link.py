"""A link brings the whole comparison back, to somebody else too; what it says wrongly is said."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.driving import PATIENCE, opened, picture, until
from tests.browser.tiny import made
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"
Visitor = Callable[..., BrowserContext]


def copied(page: Page) -> str:
    """The link that the button copies."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".copy-link [role=status]")).to_have_text("Copied")
    return str(page.evaluate("() => navigator.clipboard.readText()"))


def swiped(page: Page) -> tuple[str, Locator]:
    """What two runs swiped over each other show, once they are there, and the grid."""
    grid = page.locator(".lab.grid[data-ready=samples]")
    canvas = grid.locator(".swipe canvas")
    expect(canvas).to_be_visible(timeout=PATIENCE)
    expect(grid.locator("td canvas")).to_have_count(2, timeout=PATIENCE)
    return picture(canvas), grid


def test_a_copied_link_restores_runs_pictures_moment_and_swipe(
    visitor: Visitor, server: Server
) -> None:
    page = visitor().new_page()
    opened(page, f"{server.url}/compare?runs={TEN},{TWO}")
    grid = page.locator(".lab.grid")
    grid.get_by_role("button", name="Samples", exact=True).click(timeout=PATIENCE)
    grid.get_by_role("slider", name="Moment of training, for all runs").fill("0.3")
    grid.get_by_role("button", name="Swipe two").click()
    grid.get_by_role("combobox", name="Run on the left").select_option("1")
    grid.get_by_role("combobox", name="Run on the right").select_option("0")
    grid.get_by_role("slider", name="Where one run ends and the other begins").fill("0.4")
    expect(grid.locator("output")).to_have_text("30 %")
    expect(page.locator(".lab.grid[data-ready=samples] td canvas")).to_have_count(2)
    link = copied(page)

    other = visitor().new_page()
    opened(other, link)
    _, restored = swiped(other)
    expect(restored.locator("output")).to_have_text("30 %")
    expect(restored.get_by_role("combobox", name="Run on the left")).to_have_value("1")
    there = picture(grid.locator(".swipe canvas"))
    until(
        other,
        """there => {
          const roots = [...document.querySelectorAll("*")].map(e => e.shadowRoot).filter(Boolean);
          const canvas = roots.map(r => r.querySelector(".lab.grid .swipe canvas")).find(Boolean);
          return canvas?.toDataURL() === there;
        }""",
        there,
    )


def test_a_copied_link_shows_a_stranger_the_same_knob(visitor: Visitor, server: Server) -> None:
    digits = {"name": "digits"}
    for beta in (1, 3, 9):
        made(server, dataset=digits, model={"family": "variational", "latent_dim": 3, "beta": beta})
    page = visitor().new_page()
    opened(page, f"{server.url}/compare?view=knob")
    page.get_by_role("combobox", name="Runs on").click()
    page.get_by_role("option", name="Digits 8×8").and_(
        page.get_by_role("option", name="Variational")
    ).first.click()
    page.get_by_role("combobox", name="Number").click()
    page.get_by_role("option", name="KL (rate)").click()
    along = page.locator(".along[data-ready=true]")
    expect(along).to_be_visible(timeout=PATIENCE)
    along.get_by_role("slider").first.press("Home")
    along.get_by_role("slider").first.press("ArrowRight")
    shown = along.get_attribute("data-run")
    until(page, "id => new URLSearchParams(location.search).get('at') === id", shown)
    chart = along.locator("svg").first
    link = copied(page)

    away = visitor(extra_http_headers={"X-Forwarded-For": "203.0.113.9"}).new_page()
    opened(away, link)
    theirs = away.locator(f'.along[data-ready=true][data-run="{shown}"]')
    expect(theirs).to_be_visible(timeout=PATIENCE)
    count = chart.locator(".mark").count()
    expect(theirs.locator("svg").first.locator(".mark")).to_have_count(count)
    assert theirs.locator("dl").inner_text() == along.locator("dl").inner_text()
    expect(away.get_by_test_id("stAlert")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "sentences"),
    [
        (
            f"compare?runs={TWO},{TEN}&pictures=zz&moment=7&swipe=1&between=x",
            [
                "pictures=zz cannot be shown: valid is recon",
                "moment=7 cannot be shown: valid is a share",
                "swipe=1 cannot be shown: valid is two of the 2 runs",
                "between=x cannot be shown: valid is two test examples",
            ],
        ),
        ("compare?view=knob&at=zz", ["at=zz cannot be shown: valid is the id of a run"]),
        (f"latent?run={TWO}&map=zz", ["map=zz cannot be shown: valid is one or two of"]),
        (
            f"latent?run={TWO}&view=interpolate&ends=zz&against=zz",
            ["ends=zz cannot be shown: valid is two to six", "against=zz cannot be shown"],
        ),
        (f"latent?run={TWO}&view=traverse&walk=zz", ["walk=zz cannot be shown: valid is post"]),
    ],
)
def test_a_wrong_value_in_a_link_is_said(
    page: Page, server: Server, path: str, sentences: list[str]
) -> None:
    """Those that the browser reads; Python's are in tests/pages/test_linked.py."""
    opened(page, f"{server.url}/{path}")
    for sentence in sentences:
        expect(page.get_by_text(sentence).first).to_be_visible(timeout=PATIENCE)


def test_the_view_goes_into_the_link_and_leaves_the_pictures_there(
    page: Page, server: Server
) -> None:
    opened(page, f"{server.url}/compare?runs={TWO},{TEN}")
    page.locator(".lab.grid").get_by_role("button", name="Samples", exact=True).click(
        timeout=PATIENCE
    )
    page.get_by_role("radio", name="Sweeps").click()
    until(page, "() => new URLSearchParams(location.search).get('view') === 'sweeps'")
    page.get_by_role("radio", name="Runs").click()
    expect(page.locator(".lab.grid[data-ready=samples]")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("() => new URLSearchParams(location.search).get('runs')") == f"{TWO},{TEN}"
