"""A worker as a Ray actor, on whatever node Ray puts it; plain Python, since Ray wraps it."""

import os
from pathlib import Path

from core.jobs.lines import Message
from core.jobs.tasks import attempt, find_task
from core.runs.machine import HOST


class Actor:
    """Does jobs of one kind, as `core.jobs.worker` does in a process of the server's machine."""

    def __init__(self, kind: str, table: str) -> None:
        self._task = find_task(kind, table)

    def prepare(self) -> Message:
        """Import what jobs need; gives the machine's facts, and who answers for its runs."""
        return {"event": "ready", "at": (HOST, os.getpid()), **self._task.prepare()}

    def run(self, job: Message) -> Message:
        """Do one job; gives `done` or `failed`."""
        if unseen := next((path for path in job["runs"] if not Path(path).is_dir()), None):
            folder = Path(unseen).parent
            sentence = (
                f"{HOST} does not see {folder}: runs must lie on a disk that all nodes share."
            )
            return {"event": "failed", "error": sentence}
        return attempt(self._task, job)
