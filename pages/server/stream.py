"""A run as server-sent events: what it writes to its folder, told within a fifth of a second."""

from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.to_thread

from core.runs import RunFolder, Status, Tail
from pages.server.lifespan import stopping
from pages.server.replies import encode

TICK = 0.2  # seconds between looks at the folder
HEARTBEAT = 10.0  # seconds of silence after which a comment keeps proxies from closing the stream
_PRIVATE = ("host", "pid", "pid_start", "heartbeat")

News = list[tuple[str, Any]]


def public_status(status: Status) -> dict[str, Any]:
    """What a status tells anybody: no host, no process, no heartbeat."""
    facts = status.as_dict() | {"active": status.active, "resumable": status.resumable}
    return {name: value for name, value in facts.items() if name not in _PRIVATE}


async def events(run: RunFolder, after: int) -> AsyncIterator[str]:
    """`rows` (logged after step `after`), `status`, `snapshot` and at last `end`, as event text.

    Ends when the run is neither queued nor running, or when the server is asked to stop.
    """
    watch = Watch(run, after)
    silence = 0.0
    yield "retry: 2000\n\n"
    while not stopping.is_set():
        news = await anyio.to_thread.run_sync(watch.news)
        for name, data in news:
            yield f"event: {name}\ndata: {encode(data)}\n\n"
            if name == "end":
                return
        silence = 0.0 if news else silence + TICK
        if silence >= HEARTBEAT:
            silence = 0.0
            yield ": still here\n\n"
        await anyio.sleep(TICK)


class Watch:
    """Compares a run's folder with what it told before."""

    def __init__(self, run: RunFolder, after: int) -> None:
        self._run = run
        self._after = after
        self._rows = Tail(run.metrics_file, after)
        self._seconds = Tail(run.timing_file, after)
        self._status: dict[str, Any] | None = None
        self._told: set[int] = set()

    def news(self) -> News:
        """What is new since the last call, in order.

        The status is read before everything else, so that `end` comes after all that it ended.
        """
        status = self._run.status()
        news = self._new_rows()
        news += [("snapshot", self._run.snapshot(step)) for step in self._new_snapshots()]
        facts = public_status(status)
        if facts != self._status:
            self._status = facts
            news.append(("status", facts))
        if not status.active:
            news.append(("end", facts))
        return news

    def _new_rows(self) -> News:
        rows = self._rows.read()
        seconds = {row["step"]: row["seconds"] for row in self._seconds.read()}
        return [("rows", {"rows": rows, "seconds": seconds})] if rows or seconds else []

    def _new_snapshots(self) -> list[int]:
        """Those from step `after` on: one at that very step may be unknown to who has its row."""
        steps = [step for step in self._run.snapshot_steps() if step >= self._after]
        fresh = [step for step in steps if step not in self._told]
        self._told.update(fresh)
        return fresh
