"""The wall of a dictionary of 1,024 atoms: how long drawing it takes, and what it loads."""

import statistics
from typing import Any

from playwright.sync_api import BrowserContext

from core.runs import Library
from core.spec import parse_spec
from core.training import train
from tests.browser.driving import opened, until
from tests.serving import Server

SPEC = {
    "dataset": {"name": "mnist"},
    "model": {"family": "sparse", "variant": "topk", "features": 1024},
    "training": {"steps": 30, "device": "cpu"},
}
"""A short training: what is drawn, and how large it is, hardly depends on what was learned."""

ORDERS = ("rarest", "norm", "index", "density", "similar")
FRAMES = "() => window.__latentlabWall?.count === 1024"
REORDERED = """async ([select, value]) => {
  const settled = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  const began = performance.now();
  select.value = value;
  select.onchange();
  await settled();
  return { whole: performance.now() - began, drawing: window.__latentlabWall.milliseconds };
}"""
LOADED = """(id) => performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes(`${id}/snapshots/`) && /(atoms|arrays)/.test(name))
  .map(({ name, encodedBodySize }) => [name.split("/").at(-1).split("?")[0], encodedBodySize])"""


def wall_drawing(server: Server, context: BrowserContext) -> dict[str, Any]:
    """Trains the run, opens its page and puts the wall in several orders."""
    run = Library(server.runs, gallery=None).create(parse_spec(SPEC))
    train(run)
    page = context.new_page()
    opened(page, f"{server.url}/sparse?run={run.id}")
    until(page, FRAMES)
    page.wait_for_timeout(1500)
    select = page.locator(".atom-wall select").element_handle()
    taken = [page.evaluate(REORDERED, [select, order]) for order in ORDERS * 3]
    sizes = dict(page.evaluate(LOADED, run.id))
    page.close()
    return {
        "atoms": 1024,
        "drawing_ms": _spread([one["drawing"] for one in taken]),
        "order_to_drawn_ms": _spread([one["whole"] for one in taken]),
        "note": "order to drawn counts the sorting and waits for two frames of the display",
        "bytes": sizes,
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 1), "largest": round(max(values), 1)}
