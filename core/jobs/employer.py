"""What the manager knows of those who compute: workers, and an employer that finds them.

Two employers exist: processes of this machine (`core.jobs.process`) and a Ray cluster
(`core.jobs.cluster`). Either way runs are folders on a disk that all see, and wishes reach them by
`control.json`.
"""

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal, Protocol

from core.errors import BadInput
from core.jobs.lines import Message

Device = Literal["cpu", "cuda"]
Post = Callable[["Worker", Message | None], None]
"""Called, from any thread, with each message of a worker and, when it has ended, with None."""


class Worker(ABC):
    """A process of one kind that does a job at a time, wherever it runs."""

    host: str | None = None
    """The machine it runs on, once that is known."""
    pid: int | None = None

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.state: Literal["starting", "idle", "busy"] = "starting"
        self.job: Message | None = None
        self.idle_since = time.monotonic()
        self._number = 0

    def send(self, job: Message) -> None:
        """Give it a job; it must be idle. One that has just died will post its end."""
        self._number += 1
        self.job, self.state = job, "busy"
        self._deliver({**job, "number": self._number})

    def rest(self) -> None:
        """Note that it is ready for a job."""
        self.job, self.state, self.idle_since = None, "idle", time.monotonic()

    @abstractmethod
    def close(self) -> None:
        """Have it end at once, whatever it does."""

    @abstractmethod
    def end(self, until: float) -> None:
        """Wait for its end till the monotonic time `until`; then kill it, if it is near."""

    @abstractmethod
    def cause_of_death(self) -> str:
        """How the ended worker ended, as half a sentence."""

    @abstractmethod
    def last_words(self) -> str:
        """What it said last: why it could not start, say."""

    @abstractmethod
    def _deliver(self, job: Message) -> None: ...


class Employer(Protocol):
    """Where workers come from."""

    @property
    def slots(self) -> int:
        """Runs that may be at work at a time, from 1; it may change."""

    @property
    def device(self) -> Device | None:
        """What runs compute on, where this is known without asking a worker."""

    @property
    def spares(self) -> int:
        """Workers to keep warm while nothing is in line."""

    @property
    def retries(self) -> int:
        """How often a run whose worker was lost goes back into the line by itself."""

    def threads(self, alone: bool) -> int:
        """Threads for a run that starts now; `alone`: nothing else runs or waits."""

    def start(self) -> None:
        """Get ready to hire; what stands in the way is logged."""

    def hire(self, kind: str) -> Worker:
        """A new worker, in state `starting`; one that cannot start posts its end."""

    def close(self) -> None:
        """End what it needs for itself, once its workers have ended."""


def slots_given() -> int | None:
    """`LATENT_LAB_SLOTS`, if it is set; raises `BadInput` for what is no whole number from 1."""
    given = os.environ.get("LATENT_LAB_SLOTS")
    if given is None:
        return None
    if not given.isdigit() or int(given) < 1:
        raise BadInput(f"LATENT_LAB_SLOTS is {given!r}; valid is a whole number from 1.")
    return int(given)
