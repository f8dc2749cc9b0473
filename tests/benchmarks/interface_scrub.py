"""How long the pad takes to show another moment of a training, and what all moments weigh."""

import shutil
import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Response

from core.runs import RunFolder
from tests.browser.driving import opened, press, until
from tests.many_snapshots import SNAPSHOTS, with_many_snapshots
from tests.serving import Server

ID = "vae-00000000005c5b"


def scrubbing(server: Server, context: BrowserContext, example: Path) -> dict[str, Any]:
    """Milliseconds from the scrubber's word to the pad drawn, while 40 snapshots are played; what
    is asked of the server then (nothing); bytes of a run's files before."""
    shutil.copytree(example, server.runs / ID)
    run = RunFolder(server.runs / ID)
    run.update_info(id=ID)
    with_many_snapshots(run)
    page = context.new_page()
    sizes: dict[str, int] = {}

    def note(response: Response) -> None:
        if f"/api/runs/{ID}/" in response.url:
            sizes[response.url] = int(response.headers.get("content-length", 0))

    page.on("response", note)
    opened(page, f"{server.url}/latent?run={ID}&view=kl")
    page.locator(".kl-tile").first.wait_for()
    page.locator(".scrubber").hover()
    before = -1
    while len(sizes) != before:
        before = len(sizes)
        page.wait_for_timeout(2_000)
    loaded = sum(sizes.values())
    sizes.clear()
    press(page, "Play the training")
    until(page, f"() => (window.__latentlabSeeks?.count ?? 0) >= {SNAPSHOTS - 1}")
    ranked = sorted(
        page.evaluate("() => [...__latentlabSeeks.samples].slice(0, __latentlabSeeks.count)")
    )
    page.close()
    return {
        "moments": len(ranked),
        "told_to_drawn_ms": {
            "median": round(statistics.median(ranked), 2),
            "p95": round(ranked[int(0.95 * (len(ranked) - 1))], 2),
            "note": "the frame that it waits for included",
        },
        "requests_while_playing": len(sizes),
        "kilobytes_before": round(loaded / 1e3, 1),
    }
