"""The library as a person uses it: find, tag, pin, rename, delete and undo, compare, copy."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from core.runs import Library, RunFolder, Status
from core.runs.status import write_status
from core.spec import parse_spec
from tests.browser.driving import opened, settled
from tests.serving import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def runs(server: Server) -> Iterator[list[RunFolder]]:
    """Two runs of the command line, which belong to whoever sits at this machine."""
    library = Library(server.runs)
    found = []
    for beta in (2, 5):
        spec = {"dataset": {"name": "digits"}, "model": {"family": "variational", "beta": beta}}
        run = library.create(parse_spec(spec), f"price {beta}")
        write_status(run.status_file, Status(state="finished"))
        found.append(run)
    yield found
    for run in found:
        if run.path.exists():
            library.delete(run)


def card(page: Page, name: str) -> Locator:
    return page.locator(".library .card").filter(
        has=page.get_by_role("link", name=name, exact=True)
    )


def test_a_run_is_found_filed_renamed_deleted_and_brought_back(
    server: Server, page: Page, runs: list[RunFolder]
) -> None:
    opened(page, f"{server.url}/library")
    expect(card(page, "price 5")).to_contain_text("β 5")
    page.get_by_role("searchbox", name="Search").fill("price 5")
    expect(page.locator(".library .card")).to_have_count(1)
    page.get_by_role("searchbox", name="Search").fill("")

    page.get_by_role("button", name="Tag price 5").click()
    page.get_by_role("textbox", name=re.compile("Tags of")).fill("lesson, keep")
    page.keyboard.press("Enter")
    expect(card(page, "price 5").locator(".tag")).to_have_text(["lesson", "keep"])
    assert runs[1].tags == ["lesson", "keep"]

    page.get_by_role("button", name="Pin price 5").click()
    expect(card(page, "price 5").locator(".tag.pinned")).to_be_visible()
    assert runs[1].pinned

    page.get_by_role("button", name="Rename price 5").click()
    page.get_by_role("textbox", name="New name").fill("dear")
    page.keyboard.press("Enter")
    expect(card(page, "dear")).to_be_visible()

    page.get_by_role("button", name="Delete dear").click()
    expect(card(page, "dear")).to_have_count(0)
    page.get_by_test_id("stMain").get_by_role("button", name="Undo").click()
    expect(card(page, "dear")).to_be_visible()
    assert runs[1].name == "dear"


def test_several_runs_are_deleted_and_brought_back_together(
    server: Server, page: Page, runs: list[RunFolder]
) -> None:
    opened(page, f"{server.url}/library")
    names = [run.name for run in runs[:2]]
    for name in names:
        page.get_by_role("checkbox", name=f"Select {name}").check()
    (example, *_) = Library().examples()
    page.get_by_role("checkbox", name=f"Select {example.name}").check()
    page.get_by_role("button", name="Delete 2 of your own").click()
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("Deleted 2 runs.")
    for name in names:
        expect(card(page, name)).to_have_count(0)
    main.get_by_role("button", name="Undo").click()
    for name in names:
        expect(card(page, name)).to_be_visible()
    expect(main).not_to_contain_text("Deleted 2 runs.")


def test_runs_are_sorted_grouped_compared_and_copied(
    server: Server, page: Page, runs: list[RunFolder]
) -> None:
    opened(page, f"{server.url}/library")
    page.get_by_role("combobox", name="Group").select_option("state")
    expect(page.locator(".library .group")).to_contain_text(["finished", "example"])
    cards = page.locator(".library .card").count()
    assert cards >= len(runs) + len(Library().examples())  # and what other tests left
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".library tbody tr")).to_have_count(cards)
    page.get_by_role("button", name="Table").click()

    for example in Library().examples()[:2]:
        page.get_by_role("checkbox", name=f"Select {example.name}").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    settled(page)
    expect(page.get_by_role("heading", name="What differs")).to_be_visible()

    opened(page, f"{server.url}/library")
    card(page, "price 5").get_by_role("button", name=re.compile("Put into the form")).click()
    settled(page)
    expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    page.wait_for_url(re.compile(r"model\.beta=5"))
