"""Every run in a few words and numbers, as a library shows it: fast however many there are.

What is told of a run is read once and kept, here and in a file beside the runs, until one of the
run's own files is newer. So a list of a thousand costs little more than looking at their dates.
"""

import json
import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.errors import BadInput, NoSpace
from core.figures.colors import run_color
from core.runs.files import read_json, write_json
from core.runs.folder import RunFolder
from core.runs.library import Library
from core.spec.special import special

Card = dict[str, Any]
"""JSON-able: id, name, special, family, data, state, created, owner, gallery, pinned, tags, sweep,
color, dash, seconds, parameters, numbers by key, test_set, sparkline, picture."""

INDEX = ".library.json"
NUMBERS = ("elbo", "reconstruction", "kl", "active_units", "fvu", "l0", "dead", "knn_accuracy")
SPARKS = 24
_VERSION = 1
_WATCHED = ("run.json", "spec.json", "status.json", "summary.json", "snapshots")
_lock = threading.Lock()
_known: dict[Path, dict[str, tuple[list[int], Card]]] = {}


def cards(library: Library) -> list[Card]:
    """People's runs, newest first, then the examples; what cannot be read is left out.

    Owners are ids that are keys to runs: whoever shows cards leaves them out.
    """
    own = _cards_of(library.path, library.folders(), kept=True)
    examples = _cards_of(library.path / "examples", library.examples(), kept=False)
    return sorted(own, key=lambda card: card["created"], reverse=True) + examples


def _cards_of(place: Path, runs: Sequence[RunFolder], *, kept: bool) -> list[Card]:
    with _lock:
        if place not in _known:
            _known[place] = _read_index(place) if kept else {}
        before = _known[place]
        now: dict[str, tuple[list[int], Card]] = {}
        fresh = False
        for run in runs:
            signature = _signature(run.path)
            found = before.get(run.id)
            if found is None or found[0] != signature:
                card = _card(run)
                fresh = fresh or card["state"] not in ("queued", "running")
                found = (signature, card)
            now[run.id] = found
        _known[place] = now
    if kept and (fresh or len(now) < len(before)):
        _write_index(place, now)
    shown = [(run, now[run.id][1]) for run in runs]
    return [_observed(run, card) for run, card in shown if not card.get("unreadable")]


def _observed(run: RunFolder, card: Card) -> Card:
    """The state as an observer sees it: a run whose process died is interrupted."""
    if card["state"] not in ("queued", "running"):
        return card
    status = run.status()
    return card | {"state": status.state, "step": status.step}


def _signature(path: Path) -> list[int]:
    """When each of the run's files was last written; 0 for one that is not there."""
    found = []
    for name in _WATCHED:
        try:
            found.append((path / name).stat().st_mtime_ns)
        except OSError:
            found.append(0)
    return found


def _card(run: RunFolder) -> Card:
    info, status, summary = run.info, run.raw_status(), run.summary() or {}
    color, dash = run_color(run.id)
    try:
        spec = run.spec
    except BadInput:
        return {"id": run.id, "state": status.state, "created": "", "unreadable": True}
    test = summary.get("test", {})
    return {
        "id": run.id,
        "name": run.name,
        "special": special(spec),
        "family": spec.model.family,
        "model": spec.model.title,
        "data": spec.dataset.entry.title,
        "state": "example" if run.is_gallery else status.state,
        "step": status.step,
        "total": spec.total_steps,
        "created": str(info.get("created", "")),
        "owner": info.get("owner"),
        "gallery": run.is_gallery,
        "pinned": run.pinned,
        "tags": run.tags,
        "sweep": (info.get("sweep") or {}).get("id"),
        "color": color,
        "dash": dash,
        "seconds": summary.get("seconds"),
        "parameters": summary.get("parameters"),
        "numbers": {key: test[key] for key in NUMBERS if test.get(key) is not None},
        "test_set": summary.get("test_set"),
        "sparkline": sparkline(_objectives(run)),
        "picture": _picture(run),
    }


def _objectives(run: RunFolder) -> list[float | None]:
    """The objective of rows spread evenly over the run: reading all would take most of the time."""
    try:
        lines = run.metrics_file.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    every = max(1, len(lines) // (4 * SPARKS))
    found = []
    for line in lines[::every]:
        try:
            found.append(json.loads(line)["train"].get("objective"))
        except (ValueError, KeyError):
            continue  # a torn line
    return found


def sparkline(values: Sequence[float | None], points: int = SPARKS) -> list[float]:
    """Means over so many equal parts, between 0 (least) and 1 (largest); [] of fewer than two."""
    given = [value for value in values if value is not None]
    if len(given) < 2:
        return []
    parts = min(points, len(given))
    cuts = [part * len(given) // parts for part in range(parts + 1)]
    means = [sum(given[a:b]) / (b - a) for a, b in pairwise(cuts)]
    low, span = min(means), max(means) - min(means)
    return [round((mean - low) / span, 2) if span else 0.5 for mean in means]


def _picture(run: RunFolder) -> dict[str, Any] | None:
    """The newest sheet of reconstructions (of a dictionary its atoms): address and description."""
    steps = run.snapshot_steps()
    meta = run.snapshot(steps[-1]) if steps else {}
    for name in ("reconstructions", "atoms"):
        if sheet := meta.get("sheets", {}).get(name):
            hash_ = meta["files"][sheet["file"]]
            url = f"/api/runs/{run.id}/snapshots/{steps[-1]}/{sheet['file']}?h={hash_}"
            return {"url": url, "sheet": sheet}
    return None


def _read_index(place: Path) -> dict[str, tuple[list[int], Card]]:
    stored = read_json(place / INDEX)
    if not isinstance(stored, dict) or stored.get("version") != _VERSION:
        return {}
    return {id_: (signature, card) for id_, (signature, card) in stored["cards"].items()}


def _write_index(place: Path, known: dict[str, tuple[list[int], Card]]) -> None:
    if not place.is_dir():
        return
    try:
        write_json(place / INDEX, {"version": _VERSION, "cards": known})
    except NoSpace:
        return  # it saves time only; the next start reads the runs again
