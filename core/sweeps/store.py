"""Sweeps on disk: a folder each under the runs folder, with the form of a run's folder."""

import secrets
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from core.errors import BadInput
from core.runs import Library, RunFolder, Status, Want, read_json, write_json
from core.runs.files import saving
from core.runs.ids import is_id
from core.runs.listing import listed
from core.runs.status import write_status
from core.sweeps.plan import Plan, Point, parse_sweep, point_key

FOLDER = ".sweeps"
WAITING = "waiting"
"""The state of a point that has no run yet."""
INTERRUPTED = (
    "The program that drove this sweep ended. What its runs had written is kept, and what is "
    "finished is not trained again: continue the sweep to go on."
)
_STATUS_KEYS = ("validation", "test")


class Sweep:
    """A sweep on disk: `spec.json` is its file as it was given, the others are as a run's.

    Its runs are ordinary ones; each says in its `run.json` which point of which sweep it is, so
    that there is no second list that could disagree.
    """

    def __init__(self, path: Path, library: Library) -> None:
        self.folder = RunFolder(path, gallery=False)
        self._library = library

    @property
    def id(self) -> str:
        return self.folder.id

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def owner(self) -> str | None:
        return self.folder.owner

    @cached_property
    def plan(self) -> Plan:
        """Raises `BadInput` when this version of the program finds no valid sweep in the folder."""
        return parse_sweep(read_json(self.folder.path / "spec.json"))

    def status(self) -> Status:
        """Of the process that drives it; `step` of `total` points are settled."""
        status = self.folder.status()
        if status.state != "interrupted" or not status.host:
            return status
        return replace(status, error=INTERRUPTED)

    def want(self, wish: Want) -> None:
        """Ask the driving process, wherever it is, to go on or to stop."""
        self.folder.want(wish)

    def runs(self) -> dict[str, RunFolder]:
        """Its runs by the key of their point (see `Point.key`); where a point has several, the
        oldest, so that two looks agree."""
        found: dict[str, RunFolder] = {}
        keys = {point.key for point in self.plan.points}
        for run in listed(self._library):  # newest first
            place = run.info.get("sweep")
            if place and place.get("id") == self.id:
                key = point_key(place["point"])
                if key in keys:
                    found[key] = run.whole
        return found

    def add(self, point: Point, why: str) -> RunFolder:
        """The folder of a new run for a point, and why it is trained alone or stacked; raises
        `NoSpace`."""
        place = {"id": self.id, "name": self.name, "point": point.values, "why": why}
        return self._library.create(point.spec, owner=self.owner, sweep=place)

    def explain(self, run: RunFolder, why: str) -> None:
        """Note why a run of it goes on alone or stacked from now on."""
        place = run.info.get("sweep", {})
        if place.get("why") != why:
            run.update_info(sweep=place | {"why": why})

    def rows(self) -> list[dict[str, Any]]:
        """Each point with its run's id, state, and the summary's single numbers, as far as known.

        `error` says why a run failed, `pruned` why it was given up; `how` that it was trained
        alone, or at least in part stacked with others, and `why` the reason.
        """
        runs = self.runs()
        return [_row(point, runs.get(point.key)) for point in self.plan.points]


class Sweeps:
    """The sweeps of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.path = library.path / FOLDER

    def list(self, owner: str | None = None) -> "list[Sweep]":
        """Newest first; with `owner`, only that owner's."""
        if not self.path.is_dir():
            return []
        places = [one for one in self.path.iterdir() if (one / "run.json").is_file()]
        found = [Sweep(place, self._library) for place in places if is_id(place.name)]
        found.sort(key=lambda one: str(one.folder.info.get("created")), reverse=True)
        return [one for one in found if owner is None or one.owner == owner]

    def find(self, id: str) -> Sweep:
        """The sweep of that id; raises `BadInput` when there is none."""
        for one in self.list():
            if one.id == id:
                return one
        raise BadInput(f"There is no sweep {id!r} in {self._library.path}.")

    def same(self, plan: Plan, owner: str | None = None) -> Sweep | None:
        """The owner's newest sweep that asks for just this, if there is one."""
        for one in self.list():
            if one.owner == owner and read_json(one.folder.path / "spec.json") == plan.given:
                return one
        return None

    def create(self, plan: Plan, owner: str | None = None) -> Sweep:
        """A new sweep; it appears whole. Its runs are made as their turn comes."""
        id = f"sweep-{secrets.token_hex(7)}"
        young, path = self.path / f".new-{id}", self.path / id
        created = datetime.now(UTC).isoformat(timespec="milliseconds")
        info = {"id": id, "name": plan.name, "owner": owner, "created": created}
        try:
            with saving(young):
                young.mkdir(parents=True)
            write_json(young / "spec.json", plan.given)
            write_json(young / "run.json", info)
            write_json(young / "control.json", {"want": "run"})
            write_status(young / "status.json", Status(total=len(plan.points)))
            with saving(path):
                young.rename(path)
        finally:
            shutil.rmtree(young, ignore_errors=True)
        return Sweep(path, self._library)


def _row(point: Point, run: RunFolder | None) -> dict[str, Any]:
    if run is None:
        return {"run": None, "point": point.values, "state": WAITING}
    status, summary, info = run.status(), run.summary() or {}, run.info
    row: dict[str, Any] = {"run": run.id, "point": point.values, "state": status.state}
    row["how"] = "stacked" if info.get("population") else "alone"
    row["why"] = info.get("sweep", {}).get("why")
    if status.error:
        row["error"] = status.error
    if pruned := info.get("pruned"):
        row["pruned"] = pruned
    for part in _STATUS_KEYS:
        row[part] = {k: v for k, v in summary.get(part, {}).items() if isinstance(v, (int, float))}
    return row
