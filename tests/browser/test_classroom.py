"""A class from end to end: a teacher's link, a learner under it, and the summary handed in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.cli import main
from core.lessons import lesson
from tests.browser.driving import PATIENCE, opened, press, settled, until
from tests.serving import Server

pytestmark = pytest.mark.browser
SLUG = "what_beta_trades"


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box by typing its words."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


def built(teacher: Page, server: Server) -> str:
    """The link of a teacher who ticks and picks."""
    opened(teacher, f"{server.url}/teachers")
    choose(teacher, "It opens", f"Lesson: {lesson(SLUG).title}")
    for name in ("Show me without", "Library"):
        teacher.get_by_role("button", name=name, exact=True).click()
    teacher.get_by_text("Hide on other pages too").click()
    teacher.get_by_role("button", name="Presets", exact=True).click()
    choose(teacher, "Settings to fix", "β · price of a nat of information")
    link = teacher.locator('[data-testid="stCode"]').filter(has_text=SLUG)
    for part in ("skip", "library", "presets", "fix=model.beta"):
        expect(link).to_contain_text(part, timeout=PATIENCE)
    return "".join(link.inner_text().split())


def test_a_class_from_link_to_summary(
    visitor: Callable[..., BrowserContext],
    server: Server,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    link = built(visitor().new_page(), server)

    page = visitor().new_page()
    opened(page, link)
    expect(page.get_by_text("hidden, and some settings fixed, by your teacher")).to_be_visible()
    expect(page.get_by_role("button", name="Show me without")).to_have_count(0)
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Library")).to_have_count(0)
    page.get_by_test_id("stRadioOption").nth(1).click()
    button = page.get_by_role("button", name="This is my prediction", exact=True)
    expect(button).to_be_enabled(timeout=PATIENCE)
    button.click()
    press(page, "Train three: β ¼, 1 and 4")
    expect(page.get_by_text("Done, on your own run.")).to_be_visible(timeout=4 * PATIENCE)
    settled(page)

    press(page, "Open Train with a start")
    until(page, "() => location.pathname.endsWith('/train')")
    settled(page)
    expect(page.get_by_text("Fixed at 1 by your teacher’s link.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Start from a preset")).to_have_count(0)
    # its own β is ¼: the fixed one wins, and no key moves it
    slider = page.get_by_role("slider", name="β · price of a nat of information")
    expect(slider).to_be_disabled()
    slider.press("ArrowRight", timeout=PATIENCE)
    expect(page.get_by_text("Fixed at 1 by your teacher’s link.")).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_text("Fixed at 1 by your teacher’s link.")).to_be_visible(timeout=PATIENCE)
    press(page, "Show all")
    expect(page.get_by_role("button", name="Start from a preset")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("by your teacher’s link.")).to_have_count(0, timeout=PATIENCE)
    expect(slider.and_(page.locator("input:enabled"))).to_have_count(1, timeout=PATIENCE)
    until(page, "() => !location.search.includes('hide=')")

    page.get_by_test_id("stSidebar").get_by_role("link", name="Learn", exact=True).click()
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ada Lovelace")
    name.press("Enter")
    download = page.get_by_role("button", name="Download", exact=True)
    expect(download).to_be_enabled(timeout=PATIENCE)
    with page.expect_download() as got:
        download.click()
    file = tmp_path / got.value.suggested_filename
    got.value.save_as(file)
    assert main(["verify", str(file), "--runs", str(server.runs)]) == 0
    said = capsys.readouterr().out
    assert "Ada Lovelace, 1 mission finished, 1 of 1 prediction right" in said
    assert '"low.kl > 10": 1' in file.read_text()
    file.write_text(file.read_text().replace('"low.kl > 10": 1', '"low.kl > 10": 9'))
    assert main(["verify", str(file), "--runs", str(server.runs)]) == 2
    assert "was altered" in capsys.readouterr().err


def test_a_hand_out_fits_on_two_sheets(page: Page, server: Server) -> None:
    opened(page, f"{server.url}/teachers")
    links = page.locator('a[href^="/api/handout"]')
    expect(links.first).to_be_visible(timeout=PATIENCE)
    addresses = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for address in addresses:
        page.goto(f"{server.url}{address}")
        expect(page.get_by_role("heading", name="Predict")).to_be_visible()
        sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
        most = 3 if "answers" in address else 2
        assert 1 <= sheets <= most, f"{address} takes {sheets} sheets"
