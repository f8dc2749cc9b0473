"""How long the map of test codes takes to draw at 1,000 and at 10,000 points, and what it loads."""

import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Response

from tests.browser.driving import opened, until
from tests.many_codes import with_many_codes
from tests.serving import Server

COUNTS = (1_000, 10_000)
DRAGS = 60
DRAWN = "count => (window.__latentlabMap?.count ?? 0) === count"


def map_drawing(server: Server, context: BrowserContext, example: Path) -> dict[str, Any]:
    """Milliseconds of a draw while the map is dragged, by the number of its points; bytes of the
    page's files (of further examples only the codes: the copy has no thumbnails of them)."""
    return {f"{count:,}_points": _measured(server, context, example, count) for count in COUNTS} | {
        "target_p95_ms": 16.0,
        "note": "time in the draw; the screen shows it at its next frame",
    }


def _measured(server: Server, context: BrowserContext, example: Path, count: int) -> dict[str, Any]:
    run = with_many_codes(example, server.runs, count)
    page = context.new_page()
    sizes: dict[str, int] = {}

    def note(response: Response) -> None:
        if f"/api/runs/{run}/" in response.url:
            path = response.url.partition(f"/api/runs/{run}/")[2].partition("?")[0]
            sizes[path] = int(response.headers.get("content-length", 0))

    page.on("response", note)
    opened(page, f"{server.url}/latent?run={run}&map=latent")
    canvas = page.locator(".map-canvas").first
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()
    if count > COUNTS[0]:
        page.get_by_role("button", name=f"All {count:,} examples").click()
    until(page, DRAWN, count)
    page.wait_for_timeout(1_000)
    page.evaluate("() => (window.__latentlabMap.ms = [])")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for i in range(DRAGS):
        page.mouse.move(box["x"] + box["width"] / 2 + 2 * i, box["y"] + box["height"] / 2 + i)
        page.wait_for_timeout(16)
    page.mouse.up()
    ranked = sorted(page.evaluate("() => window.__latentlabMap.ms"))
    page.close()
    return {
        "draw_ms": {
            "median": round(statistics.median(ranked), 2),
            "p95": round(ranked[int(0.95 * (len(ranked) - 1))], 2),
        },
        "draws": len(ranked),
        "kilobytes": {path: round(size / 1e3, 1) for path, size in sorted(sizes.items())},
    }
