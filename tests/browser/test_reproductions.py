"""The page Reproductions as a reader uses it: a row unfolds, its command and its run go along."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.reproductions import recorded
from tests.browser.driving import opened, settled
from tests.serving import Server

pytestmark = pytest.mark.browser

EXPERIMENTS = [(record, one) for record in recorded() for one in record.experiments]


def test_a_row_unfolds_to_its_command_and_its_specification(
    server: Server, visitor: Callable[..., BrowserContext]
) -> None:
    page = visitor(permissions=["clipboard-read", "clipboard-write"]).new_page()
    opened(page, f"{server.url}/reproductions")
    record, one = next(pair for pair in EXPERIMENTS if pair[0].name == "tutorial")
    table = page.get_by_role("table", name=record.title)
    row = table.get_by_role("button", name=one.what)
    expect(table.get_by_text("The complete specification")).to_have_count(0)
    row.focus()
    page.keyboard.press("Enter")
    expect(row).to_have_attribute("aria-expanded", "true")
    expect(table.get_by_text(record.command)).to_be_visible()
    table.get_by_role("button", name="Copy the command").click()
    expect(table.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("() => navigator.clipboard.readText()") == record.command

    table.get_by_role("link", name="Open this specification on Train").click()
    page.wait_for_url("**/train?**")
    settled(page)
    query = parse_qs(urlsplit(page.url).query)
    assert query["model.likelihood"] == ["cross_entropy"]
    expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()


def test_what_has_no_mark_is_folded_away_and_comes_at_a_press(server: Server, page: Page) -> None:
    opened(page, f"{server.url}/reproductions?family=sparse")
    record = next(one for one in recorded() if one.name == "recovery")
    table = page.get_by_role("table", name=record.title)
    aside = next(e for e in record.experiments if not any(n.held for n in e.numbers))
    row = table.get_by_role("button", name=aside.what, exact=True)
    expect(table).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="which no mark is held against").click()
    expect(row).to_be_visible()


def test_the_family_stands_in_the_link(server: Server, page: Page) -> None:
    opened(page, f"{server.url}/reproductions")
    page.get_by_test_id("stMain").get_by_role("radio", name="Sparse", exact=True).click()
    titles = [one.title for one in recorded()]
    others = [one.title for one in recorded() if one.family != "sparse"]
    for title in others:
        expect(page.get_by_role("heading", name=title, exact=True)).to_have_count(0)
    page.wait_for_url("**family=sparse")
    page.reload()
    settled(page)
    shown = page.get_by_role("table")
    expect(shown).to_have_count(len(titles) - len(others))


def test_on_a_phone_rows_are_cards_and_nothing_is_cut_off(
    server: Server, visitor: Callable[..., BrowserContext]
) -> None:
    page = visitor(viewport={"width": 390, "height": 844}).new_page()
    opened(page, f"{server.url}/reproductions")
    expect(page.get_by_role("table").first).to_be_visible()
    wider = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] *')].filter((element) => {
          const root = element.shadowRoot?.querySelector('.reproductions');
          return root && root.scrollWidth > root.clientWidth + 1;
        }).length"""
    )
    assert wider == 0
