"""The library: all runs on this disk, the shipped examples among them."""

import re
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import BadInput
from core.paths import GALLERY, runs_dir
from core.runs.files import saving, write_json
from core.runs.folder import RunFolder
from core.runs.ids import is_id, new_id
from core.runs.status import Status, write_status
from core.spec import RunSpec, describe

NAME_LENGTH = 80
TAG_LENGTH, MOST_TAGS = 24, 8
Folders = list[RunFolder]


class Library:
    """Runs in `runs` (default: the user's folder) and the read-only examples in `gallery`."""

    def __init__(self, runs: Path | None = None, gallery: Path | None = GALLERY) -> None:
        self.path = Path(runs or runs_dir()).absolute()
        self.gallery = gallery

    def list(self, owner: str | None = None) -> Folders:
        """People's runs, newest first, then the examples by id; with `owner`, only that owner's."""
        own = sorted(self._folders(self.path), key=_created, reverse=True)
        if owner is not None:
            return [run for run in own if run.owner == owner]
        return own + self.examples()

    def folders(self) -> Folders:
        """People's runs by id, in no order of time: nothing of them is read."""
        return self._folders(self.path)

    def examples(self) -> Folders:
        """The runs that ship with the program, in the order in which they are to be met.

        Those that only a lesson shows are left out; `find` finds them.
        """
        shipped = self._folders(self.gallery, gallery=True) if self.gallery else []
        found = [run for run in shipped if not run.info.get("lesson")]
        return sorted(found, key=lambda run: int(run.info.get("place", 0)))

    def find(self, id: str) -> RunFolder:
        """The run of that id; raises `BadInput` when there is none."""
        if is_id(id):  # so it names a folder here, and none elsewhere
            places = [(self.path, False), (self.gallery, True)]
            for place, gallery in places:
                if place and (place / id / "run.json").is_file():
                    return RunFolder(place / id, gallery=gallery)
        raise BadInput(f"There is no run {id!r}; it may have been deleted.")

    def create(
        self,
        spec: RunSpec,
        name: str | None = None,
        owner: str | None = None,
        parent: str | None = None,
        sweep: Mapping[str, Any] | None = None,
    ) -> RunFolder:
        """A new run's folder, queued; it appears in the library whole. Raises `NoSpace`.

        `sweep`: which point of which sweep it is, if it is one (see `core.sweeps.store`).
        """
        run = RunFolder(self.path / new_id(spec.model.family), gallery=False)
        young = self.path / f".new-{run.id}"
        info = {
            "id": run.id,
            **({"sweep": dict(sweep)} if sweep else {}),
            "name": clean_name(name) if name else describe(spec),
            "family": spec.model.family,
            "owner": owner,
            "parent": parent,
            "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        try:
            with saving(young):
                young.mkdir(parents=True)
            write_json(young / "spec.json", spec.as_dict())
            write_json(young / "run.json", info)
            write_json(young / "control.json", {"want": "run"})
            write_status(young / "status.json", Status(total=spec.total_steps))
            with saving(run.path):
                young.rename(run.path)
        finally:
            shutil.rmtree(young, ignore_errors=True)
        return run

    def rename(self, run: RunFolder, name: str) -> None:
        """Give the run another name; raises `BadInput` for an empty one and for examples."""
        _refuse_example(run)
        run.update_info(name=clean_name(name))

    def pin(self, run: RunFolder, pinned: bool = True) -> None:
        """Keep a run whole when old snapshots are removed for room, or no longer."""
        _refuse_example(run)
        run.update_info(pinned=pinned)

    def tag(self, run: RunFolder, tags: Iterable[str]) -> None:
        """Give the run these tags in place of those it has; raises `BadInput` for examples, for
        more than `MOST_TAGS` and for one that is too long."""
        _refuse_example(run)
        run.update_info(tags=clean_tags(tags))

    def empty_trash(self) -> int:
        """Remove what was deleted, for good; gives its size in bytes."""
        files = [file for file in self._trash.rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in files)
        shutil.rmtree(self._trash, ignore_errors=True)
        return size

    def delete(self, run: RunFolder) -> str:
        """Move the run to the trash; the token given back undoes it with `restore`."""
        _refuse_example(run)
        if run.status().active:
            raise BadInput(f"{run.name} is at work: stop it before you delete it.")
        target = self._trash / run.id
        with saving(target):
            self._trash.mkdir(exist_ok=True)
            run.path.rename(target)
        return run.id

    def restore(self, token: str) -> RunFolder:
        """Undo a deletion; raises `BadInput` when the trash does not hold it."""
        source = self._trash / token
        if not is_id(token) or not source.is_dir():
            raise BadInput(f"The trash holds no run {token!r}.")
        with saving(self.path / token):
            source.rename(self.path / token)
        return self.find(token)

    @property
    def _trash(self) -> Path:
        return self.path / ".trash"

    def _folders(self, place: Path, gallery: bool = False) -> Folders:
        if not place.is_dir():
            return []
        names = sorted(entry.name for entry in place.iterdir() if is_id(entry.name))
        return [
            RunFolder(place / name, gallery=gallery)
            for name in names
            if (place / name / "run.json").is_file()
        ]


def _created(run: RunFolder) -> str:
    return str(run.info.get("created", ""))


def _refuse_example(run: RunFolder) -> None:
    if run.is_gallery:
        raise BadInput(f"{run.name} is an example that ships with the program: train a copy.")


def clean_name(text: str) -> str:
    """A name on one line, at most 80 characters; raises `BadInput` when nothing is left."""
    name = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()
    if not name:
        raise BadInput("A run needs a name of at least one character.")
    if len(name) > NAME_LENGTH:
        raise BadInput(f"A run's name has at most {NAME_LENGTH} characters, not {len(name)}.")
    return name


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Each tag once, on one line and without the commas that part tags; empty ones fall away."""
    found = [re.sub(r"[\s,\x00-\x1f\x7f]+", " ", tag).strip() for tag in tags]
    kept = list(dict.fromkeys(tag for tag in found if tag))
    if len(kept) > MOST_TAGS:
        raise BadInput(f"A run has at most {MOST_TAGS} tags, not {len(kept)}.")
    if long := next((tag for tag in kept if len(tag) > TAG_LENGTH), None):
        raise BadInput(f"A tag has at most {TAG_LENGTH} characters; {long!r} has {len(long)}.")
    return kept
