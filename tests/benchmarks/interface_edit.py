"""A feature's slider moved in Edit a code: until the reconstruction is drawn, and bytes fetched."""

import statistics
from typing import Any

from playwright.sync_api import BrowserContext, Response

from tests.browser.driving import opened, until, websocket_messages
from tests.serving import Server

MOVES = 60


def code_editing(server: Server, context: BrowserContext, run: str) -> dict[str, Any]:
    """Milliseconds from each move of a slider to the drawn reconstruction, by the page's own clock.

    `megabytes` are what the page fetched of the run, uncompressed, before anything was moved.
    """
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(_size(response)))
    sent = websocket_messages(page)
    opened(page, f"{server.url}/sparse?run={run}")
    slider = page.locator(".ce-tile").first.get_by_role("slider")
    slider.wait_for(timeout=60_000)
    page.wait_for_timeout(2000)
    fetched, quiet = sum(sizes), len(sent)
    slider.focus()
    for i in range(MOVES):
        slider.press("ArrowRight" if i % 20 < 10 else "ArrowLeft")
        page.wait_for_timeout(12)
    until(page, "() => window.__latentlabEdit?.samples.length > 0")
    ranked = sorted(page.evaluate("() => window.__latentlabEdit.samples"))
    messages = len(sent) - quiet
    page.close()
    return {
        "edit_to_drawn_ms": {
            "median": round(statistics.median(ranked), 2),
            "p95": round(ranked[int(0.95 * (len(ranked) - 1))], 2),
            "target_p95": 16.0,
        },
        "drawn": len(ranked),
        "websocket_messages_while_editing": messages,
        "megabytes": round(fetched / 1e6, 2),
    }


def _size(response: Response) -> int:
    """Bytes of an answer about runs or data; 0 of everything else."""
    if "/api/" not in response.url or "/events" in response.url or not response.ok:
        return 0
    return len(response.body())
