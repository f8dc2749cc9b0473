"""The job manager: owns the worker processes, gives runs their turn, survives whatever they do.

One for a server process, a module-level singleton: `manager()`. It starts by itself with the first
submission. `use_null_backend()` gives tests of pages one that starts nothing.
"""

import atexit
import logging
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Protocol

from core.errors import BadInput, LabError
from core.jobs.cluster import Cluster, cluster_address
from core.jobs.employer import Device, Employer, Worker
from core.jobs.estimate import estimate
from core.jobs.lines import Message
from core.jobs.maps import IDLE, Maps
from core.jobs.process import Processes
from core.jobs.projection import read_progress
from core.jobs.trainings import Trainings
from core.runs.folder import RunFolder
from core.runs.library import Library
from core.spec import RunSpec

_TICK = 0.3  # seconds between looks at what owners want
_GRACE = 1.0  # seconds that workers have to end by themselves
_REMEMBERED = 20  # finished runs from which the speed of this machine is learned
_log = logging.getLogger(__name__)


class Backend(Protocol):
    """What pages and routes may ask of the manager."""

    @property
    def closed(self) -> bool: ...
    @property
    def slots(self) -> int: ...
    @property
    def device(self) -> Device | None: ...
    def start(self) -> None: ...
    def submit(self, run_id: str, owner: str | None = None) -> None: ...
    def submit_together(self, run_ids: Sequence[str], owner: str | None = None) -> None: ...
    def pause(self, run_id: str) -> None: ...
    def stop(self, run_id: str) -> None: ...
    def jobs(self) -> list[dict[str, Any]]: ...
    def project(
        self, run_id: str, method: str = "umap", params: Mapping[str, Any] | None = None
    ) -> str: ...
    def cancel_projection(self, run_id: str) -> None: ...
    def projection(self, run_id: str) -> dict[str, Any] | None: ...
    def estimate(self, spec: RunSpec) -> float | None: ...
    def shutdown(self) -> None: ...


class Manager:
    """Safe for threads. `tasks` replaces the workers' table of tasks (`module:name`) in tests;
    `spares`: workers to keep warm, where that is not one."""

    def __init__(
        self,
        library: Library | None = None,
        tasks: str | None = None,
        idle: float = IDLE,
        spares: int | None = None,
    ) -> None:
        self._library = library or Library()
        self._lock = threading.RLock()
        self._posted: queue.SimpleQueue[tuple[Worker, Message | None] | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        here = Processes(self._post, tasks)
        address = cluster_address()
        self._employer: Employer = Cluster(address, self._post, tasks) if address else here
        self._trainings = Trainings(self._library, self._employer, spares)
        self._maps = Maps(lambda: here.hire("project"), idle)
        self._experience: list[tuple[RunSpec, float]] | None = None

    @property
    def closed(self) -> bool:
        """Whether `shutdown` was called."""
        return self._closing.is_set()

    @property
    def slots(self) -> int:
        """Runs that may be at work at a time; on a cluster it may change."""
        return self._employer.slots

    @property
    def device(self) -> Device | None:
        """What runs compute on unless they are told otherwise; None before that is known."""
        return self._employer.device or self._trainings.device

    def start(self, recover: bool = True) -> None:
        """Recover what an earlier server left, and warm a spare worker; again is no harm.

        A command leaves what was in line to the server (`recover` false). Raises `LabError` after
        `shutdown`.
        """
        with self._lock:
            if self.closed:
                raise LabError("The server is closing; nothing new can be started.")
            if self._thread is not None:
                return
            self._employer.start()
            if recover:
                self._trainings.recover()
            self._thread = threading.Thread(target=self._supervise, name="jobs", daemon=True)
            self._thread.start()
            atexit.register(self.shutdown)

    def submit(self, run_id: str, owner: str | None = None) -> None:
        """Train or resume a run as soon as it is its `owner`'s turn.

        Raises `BadInput` for an unknown, shipped or finished run, or one at work elsewhere.
        """
        self.submit_together([run_id], owner)

    def submit_together(self, run_ids: Sequence[str], owner: str | None = None) -> None:
        """The same for several runs that one worker is to train as one stacked program
        (`core.jobs.populations` says which can be); they have one place in line and one slot."""
        runs = [self._changeable(run_id) for run_id in run_ids]
        self.start()
        with self._lock:
            self._trainings.add(runs, owner)
        self._posted.put(None)

    def pause(self, run_id: str) -> None:
        """Have a run write its checkpoint and free its slot, wherever it is at work."""
        self._library.find(run_id).want("pause")

    def stop(self, run_id: str) -> None:
        """Have a run end at the next step, with a checkpoint, wherever it is at work."""
        self._library.find(run_id).want("stop")

    def jobs(self) -> list[dict[str, Any]]:
        """Runs at work, then those in line with their `place` from 1; `owner` tells whose."""
        with self._lock:
            return self._trainings.rows() if self._thread else []

    def project(
        self, run_id: str, method: str = "umap", params: Mapping[str, Any] | None = None
    ) -> str:
        """Have a map of the run's test codes made; the token is in its progress file.

        `params`: neighbours, minimum_distance, seed. Raises `BadInput` for what is not valid.
        """
        run = self._library.find(run_id)
        self.start()
        with self._lock:
            token = self._maps.add(run, method, params or {})
        self._posted.put(None)
        return token

    def cancel_projection(self, run_id: str) -> None:
        """Give up the map of a run; nothing happens when none is in the making."""
        with self._lock:
            self._maps.cancel(self._library.find(run_id))

    def projection(self, run_id: str) -> dict[str, Any] | None:
        """How far the run's map is (`state`, `progress` in [0, 1], `error`), or None."""
        progress = read_progress(self._library.find(run_id))
        return asdict(progress) if progress else None

    def estimate(self, spec: RunSpec) -> float | None:
        """Seconds this specification will train here; None before anything was measured."""
        with self._lock:
            if self._experience is None:
                self._experience = _experience(self._library)
            return estimate(spec, self._trainings.gflops, self._experience)

    def shutdown(self) -> None:
        """End every worker within about a second; runs at work are marked interrupted."""
        self._closing.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._posted.put(None)
            self._thread.join()
        with self._lock:
            workers = self._trainings.workers + self._maps.workers
            for worker in workers:
                worker.close()
            until = time.monotonic() + _GRACE
            for worker in workers:
                worker.end(until)
            self._employer.close()
            self._trainings.close()
        atexit.unregister(self.shutdown)

    def _changeable(self, run_id: str) -> RunFolder:
        run = self._library.find(run_id)
        if run.is_gallery:
            raise BadInput(f"{run.name} is an example that ships with the program: train a copy.")
        return run

    def _post(self, worker: Worker, message: Message | None) -> None:
        self._posted.put((worker, message))

    def _supervise(self) -> None:
        while not self._closing.is_set():
            try:
                self._turn()
            except Exception:
                _log.exception("The job manager met an unexpected error and goes on.")

    def _turn(self) -> None:
        """Serve once, then wait a moment for news and act on it."""
        with self._lock:
            self._trainings.serve()
            self._maps.serve()
        try:
            news = self._posted.get(timeout=_TICK)
        except queue.Empty:
            return
        if news is not None:
            with self._lock:
                worker, message = news
                (self._trainings if worker.kind == "train" else self._maps).hear(worker, message)
                if worker.kind == "train" and message is not None:
                    self._experience = None


def _experience(library: Library) -> list[tuple[RunSpec, float]]:
    """Specifications and speeds (examples a second) of the newest finished runs."""
    found: list[tuple[RunSpec, float]] = []
    for run in library.list():
        summary = None if run.is_gallery else run.summary()
        rate = _pace(summary) if summary else None
        if rate and len(found) < _REMEMBERED:
            with suppress(BadInput):  # a specification of another version of the program
                found.append((run.spec, float(rate)))
    return found


def _pace(summary: Mapping[str, Any]) -> float | None:
    """Examples a second of a run that had its process to itself."""
    return None if summary.get("population") else summary.get("examples_per_second")


class NullManager:
    """Starts no process and knows no jobs; remembers what was asked of it."""

    closed = False
    slots = 1
    device: Device | None = "cpu"

    def __init__(self) -> None:
        self.submitted: list[tuple[str, str | None]] = []
        self.projected: list[tuple[str, str, dict[str, Any]]] = []

    def start(self) -> None: ...

    def submit(self, run_id: str, owner: str | None = None) -> None:
        self.submitted.append((run_id, owner))

    def submit_together(self, run_ids: Sequence[str], owner: str | None = None) -> None:
        for run_id in run_ids:
            self.submit(run_id, owner)

    def pause(self, run_id: str) -> None:
        Library().find(run_id).want("pause")

    def stop(self, run_id: str) -> None:
        Library().find(run_id).want("stop")

    def jobs(self) -> list[dict[str, Any]]:
        return []

    def project(
        self, run_id: str, method: str = "umap", params: Mapping[str, Any] | None = None
    ) -> str:
        self.projected.append((run_id, method, dict(params or {})))
        return "null"

    def cancel_projection(self, run_id: str) -> None: ...

    def projection(self, run_id: str) -> dict[str, Any] | None:
        return None

    def estimate(self, spec: RunSpec) -> float | None:
        return None

    def shutdown(self) -> None: ...


_backend: Backend | None = None
_choice = threading.Lock()


def manager() -> Backend:
    """The server's one job manager; a new one after its `shutdown`."""
    global _backend
    with _choice:
        if _backend is None or (isinstance(_backend, Manager) and _backend.closed):
            _backend = Manager()
        return _backend


def use_null_backend() -> NullManager:
    """Make `manager()` one that starts nothing, for tests of pages; gives it back."""
    global _backend
    with _choice:
        _backend = null = NullManager()
        return null
