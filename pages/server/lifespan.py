"""What starts and stops with the server: the jobs, and an event that ends the open streams."""

import gc
import importlib
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import Any

import anyio.to_thread

from core.jobs.manager import manager

# Set when the server is asked to end. uvicorn waits for open responses before it runs the end of
# the lifespan, so every event stream looks at this instead of waiting to be cancelled.
stopping = threading.Event()

_HEAVY = ("numpy", "pandas", "plotly.graph_objects", "PIL.Image")
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Start the job manager with the server, end it (and all workers) with the server."""
    stopping.clear()
    with _stopping_on_signals():
        jobs = manager()
        jobs.start()
        try:
            await anyio.to_thread.run_sync(_settle)
            yield
        finally:
            stopping.set()
            await anyio.to_thread.run_sync(jobs.shutdown)


def _settle() -> None:
    """Import what every page needs, and exempt it from the full collection after each script run.

    Streamlit collects all generations after every run; frozen objects are not traversed again.
    """
    for name in _HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Set `stopping` before whoever handled SIGTERM and SIGINT so far (uvicorn) hears of them."""
    if threading.current_thread() is not threading.main_thread():
        yield  # a test client runs the lifespan in a thread, where no signal arrives
        return
    former = {number: signal.getsignal(number) for number in _SIGNALS}

    def handle(number: int, frame: FrameType | None) -> None:
        stopping.set()
        before: Any = former[signal.Signals(number)]
        if callable(before):
            before(number, frame)

    for number in _SIGNALS:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, before in former.items():
            signal.signal(number, before)
