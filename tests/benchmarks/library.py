"""How long a library of a thousand runs takes: to list, to filter, to open one, to choose from.

A server of its own serves copies of a shipped run under other names and settings, and Chromium asks
it. `list_ms` is the route's answer in the browser with the cards known, `list_first_ms` the first
of all, when every run has to be read, `list_restarted_ms` that of a new server, from the index.
`filter_ms`, from a keystroke in the search to the cards drawn anew; `open_ms`, all that is told of
one run. `pickers_ms` is what the choice among all runs costs the script of each page that offers
one: their list with titles, and what the page asks of each; `picker_first_ms` the first of all,
from the index. `picker_baseline_ms` reads the same titles from every run's own files, and
`picker_times_faster` is that over the list of Compare. Medians, in milliseconds.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from core.errors import BadInput
from core.paths import GALLERY
from core.runs import Library, RunFolder, read_json, write_json
from core.runs.ids import new_id
from core.runs.listing import listed
from core.spec import parse_spec, revised
from pages.widgets import frontier, picker
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
            pickers = _pickers(server.runs)
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
        **pickers,
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


def _pickers(runs: Path) -> dict[str, Any]:
    """Milliseconds of script that pages spend on the choice among these runs, without Streamlit."""
    library = Library(runs)
    asks: dict[str, Callable[[RunFolder], object]] = {
        "compare": lambda run: run.snapshot_steps(),
        "effect_of_a_knob": lambda run: ((run.summary() or {})["test"], run.settings),
        "frontiers": lambda run: (
            frontier.dot_of(run, run.name, "", chosen=False) if frontier.measured(run) else None
        ),
        "latent": lambda run: (run.info.get("family"), run.snapshot_steps()),
        "sparse": lambda run: run.info.get("family"),
        "beside": lambda run: (run.summary() or {}).get("test_set"),
    }

    def chosen(ask: Callable[[RunFolder], object], among: Callable[[], list[RunFolder]]) -> float:
        began = time.perf_counter()
        runs = among()
        picker.titles(runs)
        for run in runs:
            ask(run)
        return 1000 * (time.perf_counter() - began)

    def every() -> list[RunFolder]:
        return [*listed(library)]

    first = chosen(asks["compare"], every)
    taken = {
        name: _median([chosen(ask, every) for _ in range(ROUNDS)]) for name, ask in asks.items()
    }
    baseline = _median([chosen(asks["compare"], library.list) for _ in range(3)])
    return {
        "pickers_ms": taken,
        "picker_first_ms": round(first, 1),
        "picker_baseline_ms": baseline,
        "picker_times_faster": round(baseline / taken["compare"], 1),
    }


def _filtered(page: Page, server: Server) -> list[float]:
    opened(page, f"{server.url}/library")
    until(page, f"() => ({_SHELF})(null)")
    return [float(page.evaluate(_SHELF, text)) for text in SEARCHES]


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 1)
