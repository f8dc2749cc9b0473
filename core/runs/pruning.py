"""A budget for the disk: when runs take more, snapshots of old ones go, and it is said.

First goes what lies in the trash, then, oldest run first, the snapshots between a run's first and
its last. Runs at work and pinned runs are left alone, and so are rows, weights and results of all.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import NoSpace
from core.runs.files import write_json
from core.runs.folder import RunFolder
from core.runs.library import Library
from core.runs.status import write_status

GIGA = 1e9


@dataclass(frozen=True)
class Pruned:
    """What was removed: of a run, or of the trash (`run` is None)."""

    run: RunFolder | None
    snapshots: int
    size: int

    def __str__(self) -> str:
        if self.run is None:
            return f"Emptied the trash: {self.size / 1e6:,.1f} MB."
        return f"{self.run.name} ({self.run.id}): {_sentence(self.snapshots, self.size)}"


def used(path: Path) -> int:
    """Bytes of all files below `path`; what vanishes meanwhile does not count."""
    return sum(_size(file) for file in path.rglob("*"))


def make_room(library: Library, budget: float, tell: Callable[[Pruned], None]) -> None:
    """Remove what may go until the runs take at most `budget` gigabytes.

    `tell` is called with each thing that went. Raises `NoSpace` when that is not enough.
    """
    taken = used(library.path)
    for removed in _removals(library) if taken > budget * GIGA else ():
        tell(removed)
        taken -= removed.size
        if taken <= budget * GIGA:
            break
    if taken > budget * GIGA:
        raise NoSpace(
            f"The runs in {library.path} take {taken / GIGA:.3g} GB, more than the {budget:g} GB "
            "they may (LATENT_LAB_DISK), and no old snapshots are left to remove; delete or unpin "
            "some runs."
        )


def _removals(library: Library) -> Iterator[Pruned]:
    """Remove one thing after another, as they are asked for."""
    if size := library.empty_trash():
        yield Pruned(None, 0, size)
    for run in reversed(library.list()):
        if run.is_gallery or run.pinned or run.status().active:
            continue
        steps = run.snapshot_steps()[1:-1]
        size = sum(used(run.snapshot_path(step)) for step in steps)
        if steps:
            _tell(run, _sentence(len(steps), size))  # before they go: never silently
            for step in steps:
                shutil.rmtree(run.snapshot_path(step), ignore_errors=True)
            yield Pruned(run, len(steps), size)


def _sentence(count: int, size: int) -> str:
    plural = "" if count == 1 else "s"
    return (
        f"{count} snapshot{plural} between the first and the last ({size / 1e6:,.1f} MB) were "
        "removed to make room on the disk."
    )


def _tell(run: RunFolder, sentence: str) -> None:
    """Note it where the page shows notes: in the results, or in the status of a run without."""
    summary = run.summary()
    if summary is None:
        write_status(run.status_file, replace(run.raw_status(), note=sentence))
    else:
        notes = [*summary.get("notes", []), sentence]
        write_json(run.summary_file, summary | {"notes": notes})


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size if not file.is_dir() else 0
    except OSError:
        return 0
