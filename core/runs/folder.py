"""One run as a folder: everything about it is a file there, and this reads and steers them."""

import re
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from core.errors import BadInput
from core.paths import GALLERY
from core.runs.files import read_json, read_rows, write_json
from core.runs.status import Observer, Status, read_status
from core.spec import RunSpec, parse_spec

Want = Literal["run", "pause", "stop"]
WANTS: tuple[Want, ...] = get_args(Want)
_observer = Observer()
_STEP = re.compile(r"\d{8}")


class RunFolder:
    """A run on disk. Cheap to make; reads lazily, and afresh whatever can change."""

    def __init__(self, path: Path, *, gallery: bool | None = None) -> None:
        self.path = Path(path)
        self.is_gallery = self.path.parent == GALLERY if gallery is None else gallery

    @property
    def status_file(self) -> Path:
        return self.path / "status.json"

    @property
    def control_file(self) -> Path:
        return self.path / "control.json"

    @property
    def metrics_file(self) -> Path:
        return self.path / "metrics.jsonl"

    @property
    def timing_file(self) -> Path:
        return self.path / "timing.jsonl"

    @property
    def census_file(self) -> Path:
        return self.path / "census.jsonl"

    @property
    def summary_file(self) -> Path:
        return self.path / "summary.json"

    @property
    def projection(self) -> Path:
        return self.path / "projection"

    def __repr__(self) -> str:
        return f"RunFolder({str(self.path)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunFolder) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def info(self) -> dict[str, Any]:
        """`run.json`: id, name, family, owner, parent, created, hashes of start and batches."""
        return read_json(self.path / "run.json") or {}

    @property
    def name(self) -> str:
        return str(self.info.get("name") or self.id)

    @property
    def owner(self) -> str | None:
        """Who started it (a random id from a cookie); None for the command line."""
        return self.info.get("owner")

    @property
    def pinned(self) -> bool:
        """Whether it is kept whole, whatever the disk has room for."""
        return bool(self.info.get("pinned"))

    @property
    def tags(self) -> list[str]:
        """What its owner filed it under."""
        return [str(tag) for tag in self.info.get("tags", [])]

    @cached_property
    def spec(self) -> RunSpec:
        """The complete specification; raises `BadInput` when the folder holds no valid one."""
        stored = read_json(self.path / "spec.json")
        if stored is None:
            raise BadInput(f"{self.path} holds no readable spec.json, so it is no run.")
        try:
            return parse_spec(stored)
        except BadInput as error:
            raise BadInput(
                f"{self.name} was written by another version of the program and cannot be opened "
                f"by this one: {error}"
            ) from None

    @property
    def settings(self) -> dict[str, Any]:
        """The complete specification as JSON has it; raises `BadInput` as `spec` does."""
        return self.spec.as_dict()

    def update_info(self, **values: Any) -> None:
        """Set keys of `run.json`; raises `NoSpace`."""
        write_json(self.path / "run.json", self.info | values)

    def may_change(self, owner: str | None, local: bool = False) -> bool:
        """Whether this person may stop, rename or delete it: its owner, or whoever is `local`
        (on the server's own machine). Shipped runs cannot be changed."""
        return not self.is_gallery and (local or (owner is not None and owner == self.owner))

    def raw_status(self) -> Status:
        """The status exactly as its process last wrote it."""
        return read_status(self.status_file)

    def status(self) -> Status:
        """The status to show: a run whose process died or went silent reads as interrupted."""
        status = self.raw_status()
        return status if self.is_gallery else _observer.observe(str(self.path), status)

    def control(self) -> Want:
        """What its owner wants; without a wish, that it runs."""
        stored = read_json(self.control_file)
        want = stored.get("want") if isinstance(stored, dict) else None
        return want if want in WANTS else "run"

    def want(self, wish: Want) -> None:
        """Ask the run's process, wherever it is, to go on, pause or stop; it looks every 0.3 s."""
        if wish not in WANTS:
            raise BadInput(f"A run cannot {wish!r}; valid wishes are {', '.join(WANTS)}.")
        if self.is_gallery:
            raise BadInput(f"{self.name} is an example that ships with the program: train a copy.")
        write_json(self.control_file, {"want": wish})

    def summary(self) -> dict[str, Any] | None:
        """`summary.json`, or None before the run has one."""
        return read_json(self.summary_file)

    def metrics(self, after_step: int | None = None) -> list[dict[str, Any]]:
        """Logged rows in order of steps, those after `after_step`; a torn last line is ignored."""
        rows, _ = read_rows(self.metrics_file)
        return rows if after_step is None else [row for row in rows if row["step"] > after_step]

    def seconds(self) -> dict[int, float]:
        """Seconds of training at each logged step."""
        return {row["step"]: row["seconds"] for row in read_rows(self.timing_file)[0]}

    def census(self) -> list[dict[str, Any]]:
        """Which features were dead or began anew, and when: see `core.training.census`."""
        return read_rows(self.census_file)[0]

    def snapshot_steps(self) -> list[int]:
        """Steps of the complete snapshots, rising."""
        found = (self.path / "snapshots").glob("*/meta.json")
        return sorted(int(one.parent.name) for one in found if _STEP.fullmatch(one.parent.name))

    def snapshot_path(self, step: int) -> Path:
        return self.path / "snapshots" / f"{step:08d}"

    def snapshot(self, step: int) -> dict[str, Any]:
        """A snapshot's `meta.json`; raises `BadInput` when there is none at that step."""
        meta = read_json(self.snapshot_path(step) / "meta.json")
        if meta is None:
            raise BadInput(f"{self.name} has no snapshot at step {step}.")
        return meta
