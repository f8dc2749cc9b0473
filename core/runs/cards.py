"""Every run in a few words and numbers, as a library shows it: fast however many there are.

What is told of a run is read once and kept, here and in a file beside the runs, until something in
the run's folder is replaced. So a list of a thousand costs little more than looking at their dates.
"""

import json
import threading
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from core.errors import BadInput, NoSpace
from core.figures.colors import run_color
from core.runs.files import read_json, write_json
from core.runs.folder import RunFolder
from core.runs.ids import is_id
from core.runs.library import Library
from core.spec.special import special

Card = dict[str, Any]
"""JSON-able: id, name, special, family, data, state, created, owner, gallery, pinned, tags, sweep,
color, dash, seconds, parameters, numbers by key, test_set, sparkline, picture."""

INDEX = ".library.json"
NUMBERS = ("elbo", "reconstruction", "kl", "active_units", "fvu", "l0", "dead", "knn_accuracy")
SPARKS = 24
_VERSION = 2
_SETTLED = 0.1
"""Seconds after which a folder's date tells a later change apart, however coarse its clock is."""
_PARTS = ("test", "validation", "train")
_lock = threading.Lock()


class Entry(NamedTuple):
    """What is known of a run: its folder's dates then, its card, and its small files.

    `facts`: `info`, `spec` (complete), `status` (state, step, total), `steps` of its snapshots and
    of its `summary` the single numbers (None before it has one).
    """

    dates: list[int]
    card: Card
    facts: dict[str, Any]


_known: dict[Path, dict[str, Entry]] = {}


def cards(library: Library) -> list[Card]:
    """People's runs, newest first, then the examples; what cannot be read is left out.

    Owners are ids that are keys to runs: whoever shows cards leaves them out.
    """
    return [_observed(run, entry.card) for run, entry in entries(library)]


def entries(library: Library) -> list[tuple[RunFolder, Entry]]:
    """The same with all that is known of each; states are as their processes last wrote them."""
    own = _entries_of(library.path, _folders(library.path, gallery=False), kept=True)
    own.sort(key=lambda one: str(one[1].card["created"]), reverse=True)
    place = library.gallery
    if place is None:
        return own
    shipped = _entries_of(place, _folders(place, gallery=True), kept=False)
    examples = [one for one in shipped if not one[1].facts["info"].get("lesson")]
    examples.sort(key=lambda one: int(one[1].facts["info"].get("place", 0)))
    return own + examples


def _folders(place: Path, *, gallery: bool) -> list[RunFolder]:
    try:
        names = sorted(one.name for one in place.iterdir() if is_id(one.name))
    except OSError:
        return []
    return [RunFolder(place / name, gallery=gallery) for name in names]


def _entries_of(
    place: Path, runs: Sequence[RunFolder], *, kept: bool
) -> list[tuple[RunFolder, Entry]]:
    with _lock:
        if place not in _known:
            _known[place] = _read_index(place) if kept else {}
        before = _known[place]
        now: dict[str, Entry] = {}
        fresh = False
        for run in runs:
            dates = _dates(run.path)
            found = before.get(run.id)
            if found is None or found.dates != dates:
                settled = time.time_ns() - max(dates) > _SETTLED * 1e9
                found = Entry(dates if settled else [], *_read(run))
                fresh = fresh or found.card["state"] not in ("queued", "running")
            now[run.id] = found
        _known[place] = now
    if kept and (fresh or len(now) < len(before)):
        _write_index(place, now)
    shown = [(run, now[run.id]) for run in runs]
    return [(run, entry) for run, entry in shown if not entry.card.get("unreadable")]


def _observed(run: RunFolder, card: Card) -> Card:
    """The state as an observer sees it: a run whose process died is interrupted."""
    if card["state"] not in ("queued", "running"):
        return card
    status = run.status()
    return card | {"state": status.state, "step": status.step}


def _dates(path: Path) -> list[int]:
    """When something was last replaced in the run's folder, and added to its snapshots; every file
    that a card tells of is written by replacement, which shows in the date of its folder."""
    found = []
    for folder in (path, path / "snapshots"):
        try:
            found.append(folder.stat().st_mtime_ns)
        except OSError:
            found.append(0)
    return found


def _read(run: RunFolder) -> tuple[Card, dict[str, Any]]:
    card = _card(run)
    if card.get("unreadable"):
        return card, {}
    status = run.raw_status()
    return card, {
        "info": run.info,
        "spec": json.loads(json.dumps(run.spec.as_dict())),
        "status": {"state": status.state, "step": status.step, "total": status.total},
        "steps": run.snapshot_steps(),
        "summary": _singles(run.summary()),
    }


def _singles(summary: dict[str, Any] | None) -> dict[str, Any] | None:
    """A summary without what grows with the model; None stands where something was left out."""
    if summary is None:
        return None

    def single(value: Any) -> Any:
        return None if isinstance(value, list | dict) else value

    return {
        key: {name: single(v) for name, v in value.items()} if key in _PARTS else single(value)
        for key, value in summary.items()
    }


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


def _read_index(place: Path) -> dict[str, Entry]:
    stored = read_json(place / INDEX)
    if not isinstance(stored, dict) or stored.get("version") != _VERSION:
        return {}
    return {id_: Entry(*entry) for id_, entry in stored["runs"].items()}


def _write_index(place: Path, known: dict[str, Entry]) -> None:
    if not place.is_dir():
        return
    try:
        write_json(place / INDEX, {"version": _VERSION, "runs": known})
    except NoSpace:
        return  # it saves time only; the next start reads the runs again
