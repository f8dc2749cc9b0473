"""Workers as processes of this machine."""

import os

from core.jobs.child import Child
from core.jobs.employer import Device, Post, Worker, slots_given
from core.jobs.lines import Message
from core.jobs.priority import niceness
from core.jobs.queue import threads
from core.runs.machine import HOST


class Process(Worker):
    """A process started here, which ends with the server."""

    def __init__(self, kind: str, post: Post, tasks: str | None = None) -> None:
        super().__init__(kind)
        arguments = [kind, *(["--tasks", tasks] if tasks else [])]
        self._child = Child("core.jobs.worker", arguments, lambda news: post(self, news))
        self.host, self.pid = HOST, self._child.pid

    def close(self) -> None:
        self._child.close()

    def end(self, until: float) -> None:
        self._child.end(until)

    def cause_of_death(self) -> str:
        code = self._child.exit_code()
        if code == -9:
            return "was killed (signal 9), perhaps for lack of memory"
        if code < 0:
            return f"was ended by signal {-code}"
        return f"ended unexpectedly (exit code {code})"

    def last_words(self) -> str:
        return self._child.last_words()

    def _deliver(self, job: Message) -> None:
        self._child.send(job)


class Processes:
    """The employer of this machine: one warm spare, and as many runs at a time as cores allow.

    A run whose process died waits for its owner to press Resume: here its death is mostly its own
    doing, and would repeat itself.
    """

    device: Device | None = None
    spares = 1
    retries = 0

    def __init__(self, post: Post, tasks: str | None = None) -> None:
        niceness()  # a bad wish is told now, and not by each worker's death
        self._post, self._tasks = post, tasks
        self._cores = cores()
        self.slots = slots_given() or max(1, min(self._cores, 4))

    def threads(self, alone: bool) -> int:
        return threads(self._cores, self.slots, alone)

    def start(self) -> None: ...

    def hire(self, kind: str) -> Process:
        return Process(kind, self._post, self._tasks)

    def close(self) -> None: ...


def cores() -> int:
    """CPU cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
