"""What a person takes home: pictures made in the browser, a report, a zip, the code."""

import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from core.gallery import RECIPES
from core.runs import Library
from tests.browser.driving import opened
from tests.serving import Server

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"


def downloaded(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_curves_are_saved_as_a_picture_and_as_a_drawing_of_the_same_size(
    server: Server, page: Page
) -> None:
    opened(page, f"{server.url}/compare?runs={','.join(list(RECIPES)[:2])}")
    page.locator(".curves .panel canvas").nth(1).wait_for()
    page.wait_for_timeout(1500)  # until the curves have come and settled

    name, content = downloaded(page, "Save picture as SVG")
    drawing = ElementTree.fromstring(content)
    assert name == "curves.svg"
    titles = {text.text for text in drawing.iter(f"{SVG}text")}
    shown = page.locator(".curves .panel:not([hidden]) .title").all_text_contents()
    assert set(shown) <= titles
    assert sum("L" in path.get("d", "") for path in drawing.iter(f"{SVG}path")) > 4 * len(shown)

    name, content = downloaded(page, "Save picture as PNG")
    picture = Image.open(BytesIO(content)).convert("RGB")
    assert name == "curves.png"
    size = [2 * int(drawing.get(side, 0)) for side in ("width", "height")]
    assert list(picture.size) == size
    assert len(np.unique(np.asarray(picture).reshape(-1, 3), axis=0)) > 20  # lines and letters


def test_a_run_is_taken_away_as_report_zip_and_code(
    server: Server, page: Page, tmp_path: Path
) -> None:
    run = next(r for r in Library(server.runs).examples() if r.spec.model.family == "variational")
    opened(page, f"{server.url}/train?run={run.id}")
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("class VAE(nn.Module)")).to_be_visible()

    with page.expect_popup() as popup:
        page.get_by_role("link", name="Report").click()
    report = popup.value
    expect(report.get_by_role("heading", level=1)).to_have_text(run.name)

    with page.expect_download() as download:
        page.get_by_role("link", name="Zip").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    assert (tmp_path / "code" / f"{run.id}.py").exists()
    assert (tmp_path / run.id / "metrics.csv").exists()

    elsewhere: list[str] = []
    alone = page.context.new_page()
    alone.on("request", lambda request: elsewhere.append(request.url))
    alone.goto((tmp_path / "report.html").as_uri())  # from the disk, without a server
    expect(alone.get_by_role("heading", level=1)).to_have_text(run.name)
    assert alone.locator("svg.chart").count() >= 3
    loaded = "() => [...document.images].every(image => image.naturalWidth > 0)"
    assert alone.evaluate(loaded)
    assert [url for url in elsewhere if not url.startswith(("file:", "data:"))] == []


def test_a_comparison_is_taken_away(server: Server, page: Page) -> None:
    opened(page, f"{server.url}/compare?runs={','.join(list(RECIPES)[:2])}")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Report").click()
    expect(popup.value.get_by_role("heading", level=1)).to_have_text("2 runs compared")
    expect(popup.value.get_by_role("heading", name="What differs")).to_be_visible()
