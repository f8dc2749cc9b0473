"""What a person at the browser feels: first picture, drag, live curves, eight tabs, interaction.

Starts a server of its own, drives Chromium against it, and trains a run meanwhile.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import BrowserContext, Page, sync_playwright

from core.errors import BadInput
from core.gallery import RECIPES
from core.paths import GALLERY
from tests.benchmarks.interface_edit import code_editing
from tests.benchmarks.interface_map import map_drawing
from tests.benchmarks.interface_scrub import scrubbing
from tests.benchmarks.interface_wall import wall_drawing
from tests.browser.driving import (
    answer,
    last_drawn,
    opened,
    press,
    settled,
    until,
    wait_for_state,
    wait_for_steps,
    watched_run,
    websocket_messages,
)
from tests.serving import Server

SPARSE = "sparse-f0427d9ac8e31b"
PATHS = ("", "train", "sparse", "latent", "compare", "data")
LONG = "dataset.name=mnist&model.family=variational&training.epochs=400"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
CANVASES = """(selector) => {
  const roots = [document, ...[...document.querySelectorAll('*')].map((e) => e.shadowRoot)];
  return roots.flatMap((root) => (root ? [...root.querySelectorAll(selector)] : []))
    .some((canvas) => {
      if (!canvas.width || !canvas.height) return false;
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
      return data.some((value, i) => i % 4 === 3 && value > 60);
    });
}"""
ANSWERED = """async ([label, words]) => {
  const main = document.querySelector('[data-testid="stMain"]');
  const button = [...main.querySelectorAll("button")].find((b) => b.textContent.trim() === label);
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  const began = performance.now();
  button.click();
  while (!main.textContent.includes(words)) await pause(1);
  const taken = performance.now() - began;
  await pause(250);
  return taken;
}"""
PANELS = (["Sample", "Codes that nobody encoded"], ["Map", "Every dot is the mean code"])
ANY, DECODED = "canvas", ".pad-main canvas"


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks interface")
    parser.add_argument("--interactions", type=int, default=40)
    given = parser.parse_args(arguments)
    chromium = shutil.which("chromium")
    if chromium is None:
        raise BadInput("This benchmark drives a browser, and there is no chromium on the path.")
    example = next(iter(RECIPES))
    if not (GALLERY / example).is_dir():
        raise BadInput("This benchmark opens a shipped run; build them: python -m core.gallery.")
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        result = _measure(server, context, example, given.interactions)
        browser.close()
    return result


def _measure(
    server: Server, context: BrowserContext, example: str, interactions: int
) -> dict[str, Any]:
    page = context.new_page()
    for path in PATHS:
        opened(page, f"{server.url}/{path}")
        page.wait_for_timeout(800)
    first = {
        "seconds_to_a_picture_on_home": _until_drawn(context, server.url, ANY),
        "target": 1.0,
        "seconds_to_a_pad_that_can_be_dragged": _until_drawn(
            context, f"{server.url}/latent?run={example}", DECODED
        ),
        "target_pad": 3.0,
    }
    drag = _drag(context, f"{server.url}/latent?run={example}")
    maps = map_drawing(server, context, GALLERY / example)
    wall = wall_drawing(server, context)
    edit = code_editing(server, context, SPARSE)
    scrub = scrubbing(server, context, GALLERY / example)
    idle = _fragment(page, f"{server.url}/latent?run={example}", interactions)
    page = context.new_page()
    sent = websocket_messages(page)
    run, first_row = _start(page, server)
    live = {"first_row_seconds_after_the_click": first_row} | _live(page, run, sent)
    busy = _fragment(context.new_page(), f"{server.url}/latent?run={example}", interactions)
    tabs = _eight_tabs(context, server, run)
    opened(page, f"{server.url}/train?run={run}")
    press(page, "Stop")
    wait_for_state(page, run, "stopped")
    return {
        "web_process": _web_process(server),
        "first_picture": first,
        "drag": drag,
        "map": maps,
        "wall": wall,
        "code_editing": edit,
        "scrub": scrub,
        "live_curves": live,
        "eight_tabs_alive": tabs,
        "fragment_interaction_ms": {
            "idle": idle,
            "while_training": busy,
            "ratio": {name: round(busy[name] / idle[name], 2) for name in idle},
            "target_ratio": 1.3,
        },
    }


def _web_process(server: Server) -> dict[str, Any]:
    process = psutil.Process(server.process.pid)
    mapped = " ".join(one.path for one in process.memory_maps())
    heavy = [name for name in ("torch", "llvmlite", "sklearn") if f"/{name}/" in mapped]
    return {"megabytes": round(process.memory_info().rss / 1e6), "target": 250, "heavy": heavy}


def _until_drawn(context: BrowserContext, url: str, selector: str) -> float:
    """Median seconds from opening the link until such a canvas shows something, warm server."""
    seconds = []
    for _ in range(5):
        page = context.new_page()
        began = time.perf_counter()
        page.goto(url, wait_until="commit")
        until(page, CANVASES, selector, every=25)
        seconds.append(time.perf_counter() - began)
        page.close()
    return round(statistics.median(seconds), 2)


def _drag(context: BrowserContext, url: str) -> dict[str, Any]:
    page = context.new_page()
    sent = websocket_messages(page)
    opened(page, url)
    until(page, CANVASES, DECODED)
    page.wait_for_timeout(1500)
    box = page.locator(".pad-square").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    quiet = len(sent)
    for i in range(120):
        share = 0.5 + 0.35 * ((i % 40) / 40 - 0.5)
        page.mouse.move(box["x"] + share * box["width"], box["y"] + (1 - share) * box["height"])
        page.wait_for_timeout(12)
    messages = len(sent) - quiet
    page.mouse.up()
    times = page.evaluate(
        "() => { const log = window.__latentlabPad;"
        " return [...log.samples].slice(0, Math.min(log.count, 256)); }"
    )
    page.close()
    ranked = sorted(times)
    return {
        "event_to_drawn_ms": {
            "median": round(statistics.median(ranked), 2),
            "p95": round(ranked[int(0.95 * (len(ranked) - 1))], 2),
            "target_p95": 16.0,
            "note": "until the canvas is drawn; it shows at the display's next frame",
        },
        "drawn": len(times),
        "websocket_messages_while_dragging": messages,
    }


def _start(page: Page, server: Server) -> tuple[str, float]:
    opened(page, f"{server.url}/train?{LONG}")
    page.wait_for_timeout(6000)  # the spare worker warms up
    began = time.perf_counter()
    press(page, "Train")
    run = watched_run(page)
    wait_for_steps(page, run, 0)
    return run, round(time.perf_counter() - began, 2)


def _live(page: Page, run: str, sent: list[int]) -> dict[str, Any]:
    settled(page)
    page.wait_for_timeout(1500)
    already = len(sent)
    seen, began = {last_drawn(page, run)}, time.perf_counter()
    while time.perf_counter() - began < 5:
        seen.add(last_drawn(page, run))
        page.wait_for_timeout(40)
    return {
        "updates_per_second": round((len(seen) - 1) / 5, 1),
        "target": 2.0,
        "websocket_messages": len(sent) - already,
    }


def _fragment(page: Page, url: str, times: int) -> dict[str, float]:
    """Milliseconds from a click on another panel to the words that come with it.

    The control lies in a fragment of the Latent page: the view runs again, and not the page.
    Timed within the browser, so that driving it costs nothing.
    """
    opened(page, url)
    page.wait_for_timeout(1500)
    taken = [page.evaluate(ANSWERED, PANELS[i % 2]) for i in range(times + 2)]
    ranked = sorted(taken[2:])
    return {
        "median": round(statistics.median(ranked), 1),
        "p95": round(ranked[int(0.95 * (len(ranked) - 1))], 1),
    }


def _eight_tabs(context: BrowserContext, server: Server, run: str) -> int:
    """How many of eight tabs on a running run still receive new rows."""
    tabs = [context.new_page() for _ in range(8)]
    for tab in tabs:
        opened(tab, f"{server.url}/train?run={run}")
    step = answer(tabs[0], f"/api/runs/{run}")["status"]["step"]
    alive = 0
    for tab in tabs:
        tab.bring_to_front()
        wait_for_steps(tab, run, step)
        alive += 1
    for tab in tabs:
        tab.close()
    return alive
