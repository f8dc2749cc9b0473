"""How long a library of a thousand runs takes: to list, to filter, to open one.

A server of its own serves copies of a shipped run under other names and settings, and Chromium asks
it. `list_ms` is the route's answer in the browser with the cards known, `list_first_ms` the first
of all, when every run has to be read, `list_restarted_ms` that of a new server, from the index.
`filter_ms`, from a keystroke in the search to the cards drawn anew; `open_ms`, all that is told of
one run. Medians, in milliseconds.
"""

import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from core.errors import BadInput
from core.paths import GALLERY
from core.runs import Library, read_json, write_json
from core.runs.ids import new_id
from core.spec import parse_spec, revised
from tests.benchmarks.interface import FLAGS
from tests.browser.driving import opened, until
from tests.serving import Server

ROUNDS = 7
SEARCHES = ("beta 7", "", "run 99", "vae", "")
_ASK = """async (path) => {
  const began = performance.now();
  const answer = await (await fetch(path)).json();
  return [performance.now() - began, answer.runs?.length ?? 1];
}"""
_SHELF = """(text) => {
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
  const field = roots.map((r) => r.querySelector(".library input[type=search]")).find(Boolean);
  if (text === null) return Boolean(field);
  const began = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input"));
  field.getBoundingClientRect();  // lays out what was drawn
  return performance.now() - began;
}"""


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks library")
    parser.add_argument("--runs", type=int, default=1000)
    given = parser.parse_args(arguments)
    chromium = shutil.which("chromium")
    if chromium is None:
        raise BadInput("This benchmark drives a browser, and there is no chromium on the path.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        fill(place / "runs", given.runs)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with Server(place) as server:
            page = browser.new_page()
            opened(page, f"{server.url}/data")  # a page that lists no runs
            first, count = page.evaluate(_ASK, "/api/library")
        with Server(place) as server:
            page = browser.new_page()
            opened(page, f"{server.url}/data")
            restarted, _ = page.evaluate(_ASK, "/api/library")
            again = [page.evaluate(_ASK, "/api/library")[0] for _ in range(ROUNDS)]
            runs = [run.id for run in Library(server.runs, gallery=None).folders()[:ROUNDS]]
            found = [page.evaluate(_ASK, f"/api/runs/{id_}")[0] for id_ in runs]
            typed = _filtered(page, server)
        browser.close()
    return {
        "runs": given.runs,
        "listed": count,
        "list_first_ms": round(first, 1),
        "list_restarted_ms": round(restarted, 1),
        "list_ms": _median(again),
        "filter_ms": _median(typed),
        "open_ms": _median(found),
    }


def fill(place: Path, count: int) -> None:
    """Copies of a shipped run's small files, each with a name and a β of its own."""
    source = next(run for run in sorted(GALLERY.iterdir()) if run.name.startswith("vae"))
    spec = parse_spec(read_json(source / "spec.json"))
    newest = max(path for path in (source / "snapshots").iterdir() if path.name.isdigit())
    for number in range(count):
        run = place / new_id("variational")
        (run / "snapshots").mkdir(parents=True)
        for name in ("status.json", "summary.json", "metrics.jsonl", "timing.jsonl"):
            shutil.copyfile(source / name, run / name)
        shutil.copytree(newest, run / "snapshots" / newest.name)
        beta = 1 + number % 50
        write_json(run / "spec.json", revised(spec, {"model.beta": beta}).as_dict())
        created = f"2026-01-{number % 28 + 1:02d}T00:00:00.000+00:00"
        about = {"id": run.name, "name": f"run {number}, beta {beta}", "family": "variational"}
        (run / "run.json").write_text(json.dumps(about | {"owner": None, "created": created}))


def _filtered(page: Page, server: Server) -> list[float]:
    opened(page, f"{server.url}/library")
    until(page, f"() => ({_SHELF})(null)")
    return [float(page.evaluate(_SHELF, text)) for text in SEARCHES]


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 1)
