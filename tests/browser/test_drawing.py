"""What the browser reads from sheets, and how it draws values of either sign: known answers."""

from typing import Any

import pytest
from playwright.sync_api import Page

from core.paths import COMPONENTS

pytestmark = pytest.mark.browser

SHARED = COMPONENTS / "shared"
FUNCTIONS = "tileValues, inputOf, drawingOf, pictureImage, placeTile"


def in_browser(page: Page, expression: str) -> Any:
    """The value of an expression over `lab`, the shared functions."""
    names = ("theme", "sheet", "run_files", "parts", "tensors")
    text = "\n".join((SHARED / f"{name}.js").read_text() for name in names)
    script = """async ([text, expression]) => {
      const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      const lab = await import(address);
      return new Function("lab", `return ${expression};`)(lab);
    }"""
    return page.evaluate(script, [f"{text}\nexport {{ {FUNCTIONS} }};", expression])


def test_tiles_are_read_in_the_units_of_their_scale(page: Page) -> None:
    sheet = "{ width: 2, data: [128, 255, 1, 128] }"
    signed = "{ width: 2, height: 2, columns: 1, signed: true, scale: 3 }"
    values = in_browser(page, f"Array.from(lab.tileValues({sheet}, {signed}, 0))")
    assert values == pytest.approx([0, 3, -3, 0])
    grey = "{ width: 2, height: 1, columns: 1, signed: false }"
    values = in_browser(page, f"Array.from(lab.tileValues({sheet}, {grey}, 1))")
    assert values == pytest.approx([1 / 255, 128 / 255])


def test_kept_inputs_are_taken_instead_of_clipped_thumbnails(page: Page) -> None:
    kept = "{ arrays: { inputs: { shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 50, 6]) } } }"
    assert in_browser(page, f"Array.from(lab.inputOf({kept}, 1))") == [4, 50, 6]


def test_signs_have_an_ink_each_and_what_a_tile_has_too_much_stays_blank(page: Page) -> None:
    drawing = "{ width: 2, height: 2, scale: 2, signed: true }"
    pixels = in_browser(
        page, f"Array.from(lab.pictureImage([2, -1, 0], {drawing}, [0, 0, 0]).data)"
    )
    above, below, zero, blank = (pixels[at : at + 4] for at in range(0, 16, 4))
    assert above == [0xD5, 0x5E, 0x00, 255]
    assert below[:3] == [0x00, 0x72, 0xB2]
    assert below[3] == pytest.approx(128, abs=1)
    assert zero[3] == blank[3] == 0


def test_runs_that_say_nothing_of_drawing_have_pictures_of_their_shape(page: Page) -> None:
    drawing = in_browser(page, "lab.drawingOf({ shape: [28, 20], drawing: null })")
    assert drawing == {"width": 20, "height": 28, "scale": 1, "signed": False}


def test_nothing_is_stretched(page: Page) -> None:
    context = (
        "(() => { const c = { getTransform: () => ({ a: 1 }), drawImage: (...a) => c.a = a };"
        " lab.placeTile(c, null, 0, 0, 6, 5, 0, 0, 60, 60); return c.a.slice(5); })()"
    )
    assert in_browser(page, context) == [0, 5, 60, 50]
