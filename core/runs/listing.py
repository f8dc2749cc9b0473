"""Runs for a list: each knows what its card was made of, so that nothing of a thousand is read."""

from functools import cached_property
from typing import Any

from core.runs.cards import Entry, entries
from core.runs.folder import RunFolder
from core.runs.library import Library
from core.runs.status import ACTIVE, Status
from core.spec import RunSpec, parse_spec


class Listed(RunFolder):
    """A run as it was when it was listed. Its `summary` has single numbers only; whoever goes on
    with one of a list takes the `whole` run."""

    def __init__(self, run: RunFolder, entry: Entry) -> None:
        super().__init__(run.path, gallery=run.is_gallery)
        self._facts = entry.facts
        self.title = str(entry.card["model"])

    @property
    def whole(self) -> RunFolder:
        """The run itself, read afresh."""
        return RunFolder(self.path, gallery=self.is_gallery)

    @property
    def info(self) -> dict[str, Any]:
        return dict(self._facts["info"])

    @cached_property
    def spec(self) -> RunSpec:
        return parse_spec(self._facts["spec"])

    @property
    def settings(self) -> dict[str, Any]:
        found: dict[str, Any] = self._facts["spec"]
        return found

    def summary(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self._facts["summary"]
        return found

    def snapshot_steps(self) -> list[int]:
        return list(self._facts["steps"])

    def status(self) -> Status:
        known = self._facts["status"]
        if known["state"] in ACTIVE:
            return super().status()
        return Status(**known, host=None, pid=None, pid_start=None)


def listed(library: Library) -> list[Listed]:
    """People's runs, newest first, then the examples; what cannot be read is left out."""
    return [Listed(run, entry) for run, entry in entries(library)]


def whole(run: RunFolder) -> RunFolder:
    """The run itself, also of one out of a list."""
    return run.whole if isinstance(run, Listed) else run
