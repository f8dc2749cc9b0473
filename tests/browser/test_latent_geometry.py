"""Planes through latent space, and what of a posterior falls on them, against numpy."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from core.paths import COMPONENTS

pytestmark = pytest.mark.browser

FUNCTIONS = (
    "axisFrame, frameThrough, placeInFrame, moveInFrame, distanceFromFrame, dotsInFrame,"
    " ellipseInFrame"
)
SCRIPT = """async ([text, expression, given]) => {
  const lab = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return new Function("lab", "given", `return ${expression};`)(lab, given);
}"""
SIZE = 7


@pytest.fixture
def draws() -> np.random.Generator:
    return np.random.default_rng(3)


def in_browser(page: Page, expression: str, **given: Any) -> Any:
    """The value of an expression over `lab`, the functions, and `given`."""
    text = (COMPONENTS / "shared" / "frame.js").read_text() + f"\nexport {{ {FUNCTIONS} }};"
    plain = {name: np.asarray(value).tolist() for name, value in given.items()}
    return page.evaluate(SCRIPT, [text, expression, plain])


def through(page: Page, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Origin [L] and directions [2, L] of the browser's plane through three points [3, L]."""
    found = in_browser(
        page,
        "(({ origin, u, v }) => [origin, u, v].map((a) => Array.from(a)))"
        "(lab.frameThrough(...given.points))",
        points=points,
    )
    return np.array(found[0]), np.array(found[1:])


def test_the_plane_goes_through_its_three_points(page: Page, draws: np.random.Generator) -> None:
    points = draws.normal(size=(3, SIZE))
    origin, directions = through(page, points)
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    places = (points - origin) @ directions.T
    np.testing.assert_allclose(origin + places @ directions, points, atol=1e-12)
    distance = np.linalg.norm(points[1] - points[0])
    np.testing.assert_allclose(places[:2], [[0, 0], [distance, 0]], atol=1e-12)
    assert places[2, 1] > 0


def test_three_points_on_a_line_span_no_plane(page: Page, draws: np.random.Generator) -> None:
    a, step = draws.normal(size=(2, SIZE))
    for points in ([a, a + step, a - 3 * step], [a, a, a + step], [a, a + step, a + step]):
        assert in_browser(page, "lab.frameThrough(...given.points)", points=points) is None


def test_an_ellipse_is_the_posteriors_shadow(page: Page, draws: np.random.Generator) -> None:
    points, std = draws.normal(size=(3, SIZE)), draws.uniform(0.1, 2, SIZE)
    _, directions = through(page, points)
    shadow = directions @ np.diag(std**2) @ directions.T
    found = in_browser(
        page,
        "lab.ellipseInFrame(lab.frameThrough(...given.points), given.std)",
        points=points,
        std=std,
    )
    values, vectors = np.linalg.eigh(shadow)
    np.testing.assert_allclose([found["short"], found["long"]], np.sqrt(values), rtol=1e-9)
    along = np.array([np.cos(found["angle"]), np.sin(found["angle"])])
    assert abs(along @ vectors[:, 1]) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("a", "b"), [(0, 2), (2, 0)])
def test_on_two_dimensions_it_is_their_own_deviations(page: Page, a: int, b: int) -> None:
    std = np.array([2.0, 9.0, 0.5])
    found = in_browser(page, f"lab.ellipseInFrame(lab.axisFrame(3, {a}, {b}), given.std)", std=std)
    assert (found["long"], found["short"]) == pytest.approx((2.0, 0.5))
    assert abs(np.cos(found["angle"])) == pytest.approx(1 if a == 0 else 0, abs=1e-9)


def test_a_line_has_no_width(page: Page) -> None:
    found = in_browser(page, "lab.ellipseInFrame(lab.axisFrame(3, 1, -1), [2, 3, 4])")
    assert found == pytest.approx({"long": 3, "short": 0, "angle": 0})


def test_moving_along_a_plane_keeps_what_is_beside_it(
    page: Page, draws: np.random.Generator
) -> None:
    points, z = draws.normal(size=(3, SIZE)), draws.normal(size=SIZE)
    origin, directions = through(page, points)
    moved, place, before, after = in_browser(
        page,
        """(() => {
          const frame = lab.frameThrough(...given.points);
          const before = lab.distanceFromFrame(frame, given.z);
          const moved = lab.moveInFrame(frame, given.z, 0.3, -2);
          const after = lab.distanceFromFrame(frame, moved);
          return [moved, lab.placeInFrame(frame, moved), before, after];
        })()""",
        points=points,
        z=z,
    )
    np.testing.assert_allclose(place, [0.3, -2], atol=1e-12)
    beside = (z - origin) - (z - origin) @ directions.T @ directions
    np.testing.assert_allclose(
        np.array(moved) - origin - np.array([0.3, -2]) @ directions, beside, atol=1e-12
    )
    assert before == pytest.approx(np.linalg.norm(beside))
    assert after == pytest.approx(before)


def test_shadows_of_many_codes(page: Page, draws: np.random.Generator) -> None:
    points, codes = draws.normal(size=(3, SIZE)), draws.normal(size=(5, SIZE))
    origin, directions = through(page, points)
    dots = in_browser(
        page,
        "(({ x, y }) => [Array.from(x), Array.from(y)])(lab.dotsInFrame("
        "lab.frameThrough(...given.points), Float32Array.from(given.codes.flat()), 7))",
        points=points,
        codes=codes,
    )
    np.testing.assert_allclose(np.array(dots).T, (codes - origin) @ directions.T, atol=1e-5)
