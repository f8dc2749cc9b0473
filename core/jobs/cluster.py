"""Workers on a Ray cluster, through a driver process of its own: this process never imports Ray.

`LATENT_LAB_CLUSTER` names the cluster. What stands in the way of using it (no such cluster, no Ray)
is logged at the start, and becomes the error of every run that is to train; runs never go to this
machine instead.
"""

import logging
import os
import re
import threading
import time
from importlib.util import find_spec

from core.errors import BadInput
from core.jobs.child import Child, search_path
from core.jobs.employer import Device, Post, Worker, slots_given
from core.jobs.lines import Message

VARIABLE = "LATENT_LAB_CLUSTER"
SHARE = "LATENT_LAB_GPUS_PER_RUN"
_ADDRESS = re.compile(r"auto|(ray://)?[^\s:/@]+:\d{1,5}")
_log = logging.getLogger(__name__)


def cluster_address() -> str | None:
    """`LATENT_LAB_CLUSTER`, or None where runs train on this machine."""
    return os.environ.get(VARIABLE) or None


class Remote(Worker):
    """The note kept here of a worker on some node of the cluster."""

    def __init__(self, kind: str, number: int, cluster: "Cluster") -> None:
        super().__init__(kind)
        self.number = number
        self.words = ""
        self.ended = threading.Event()
        self._cluster = cluster

    def close(self) -> None:
        self._cluster.tell({"do": "dismiss", "worker": self.number})

    def end(self, until: float) -> None:
        """Wait for its end; should it not come, it comes with the driver's."""
        self.ended.wait(max(0.0, until - time.monotonic()))

    def cause_of_death(self) -> str:
        return f"on {self.host or 'the cluster'} was lost ({self.words})"

    def last_words(self) -> str:
        return self.words

    def _deliver(self, job: Message) -> None:
        self._cluster.tell({"do": "job", "worker": self.number, "job": job})


class Cluster:
    """The employer of a Ray cluster: a CPU, and a share of a GPU where there are some, for a run.

    It keeps no spare, since others may wait for what it would hold; and a run whose node died goes
    on from its checkpoint on another.
    """

    spares = 0
    retries = 3

    def __init__(self, address: str, post: Post, tasks: str | None = None) -> None:
        self._address, self._post, self._tasks = address, post, tasks
        self._most = slots_given()
        self._room = 1  # before the driver has said more
        self._device: Device | None = None
        self._lock = threading.Lock()
        self._workers: dict[int, Remote] = {}
        self._hired = 0
        self._driver: Child | None = None
        self._trouble = ""

    @property
    def slots(self) -> int:
        """As many as the cluster's CPUs and GPUs allow, at most `LATENT_LAB_SLOTS`."""
        return max(1, min(self._room, self._most or self._room))

    @property
    def device(self) -> Device | None:
        """As the driver found; the CPU where the cluster cannot be used, so that nobody waits."""
        return self._device or ("cpu" if self._trouble else None)

    def threads(self, alone: bool) -> int:
        """One: a run's share of the cluster is a CPU, whoever else is there."""
        return 1

    def start(self) -> None:
        """Connect in the background; a cluster that cannot be used is logged in a sentence."""
        with self._lock:
            self._connected()

    def hire(self, kind: str) -> Remote:
        """Ask for a worker; where there is no cluster it posts its end, with the reason."""
        with self._lock:
            self._hired += 1
            worker = Remote(kind, self._hired, self)
            if driver := self._connected():
                self._workers[worker.number] = worker
                driver.send({"do": "hire", "worker": worker.number, "kind": kind})
                return worker
            worker.words = self._trouble
        self._end(worker)
        return worker

    def tell(self, message: Message) -> None:
        """Send the driver a message, if it lives; its end is everyone's end."""
        if self._driver is not None:
            self._driver.send(message)

    def close(self) -> None:
        """End the driver, and with it whatever still works for it."""
        with self._lock:
            driver, self._driver = self._driver, None
            self._workers.clear()  # their end is no trouble now
        if driver is not None:
            driver.close()
            driver.end(time.monotonic() + 1.0)

    def _connected(self) -> Child | None:
        """The driver, started if need be; None where `_trouble` says what stands in the way."""
        if self._driver is None:
            try:
                arguments = _checked(self._address)
            except BadInput as error:
                self._complain(str(error))
                return None
            if self._tasks:
                arguments += ["--tasks", self._tasks]
            self._driver = Child("core.jobs.driver", arguments, self._hear)
        return self._driver

    def _complain(self, sentence: str) -> None:
        if sentence != self._trouble:
            _log.error(sentence)
        self._trouble = sentence

    def _hear(self, message: Message | None) -> None:
        """Act on what the driver says; None: it has ended, and all workers with it."""
        if message is None:
            self._bury_driver()
        elif message["event"] == "room":
            self._room, self._device, self._trouble = message["runs"], message["device"], ""
        elif message["event"] == "trouble":
            self._complain(message["error"])
        elif worker := self._workers.get(message["worker"]):
            if message["event"] == "lost":
                worker.words = message["cause"]
                self._workers.pop(worker.number)
                self._end(worker)
            else:
                worker.host, worker.pid = message.pop("at", (worker.host, worker.pid))
                self._post(worker, message)

    def _bury_driver(self) -> None:
        with self._lock:
            driver, self._driver, self._room = self._driver, None, 1
            lost, self._workers = list(self._workers.values()), {}
        words = driver.last_words() if driver else ""
        if not self._trouble and lost:
            self._complain(f"The connection to the Ray cluster {self._address} was lost: {words}")
        for worker in lost:
            worker.words = self._trouble
            self._end(worker)

    def _end(self, worker: Remote) -> None:
        worker.ended.set()
        self._post(worker, None)


def _checked(address: str) -> list[str]:
    """The driver's arguments; raises `BadInput` for settings that are not valid, or without Ray."""
    if not _ADDRESS.fullmatch(address):
        raise BadInput(f"{VARIABLE} is {address!r}; valid is auto, host:port or ray://host:port.")
    if find_spec("ray") is None:
        raise BadInput(
            f"{VARIABLE} is {address!r}, but Ray is not installed here: pip install ray, or unset "
            "the variable to train on this machine."
        )
    given = os.environ.get(SHARE, "0.25")
    try:
        share = float(given)
    except ValueError:
        share = -1.0
    if not (0 <= share <= 1 or share in range(2, 17)):
        raise BadInput(f"{SHARE} is {given!r}; valid is a number from 0 to 1, or a whole number.")
    return [address, "--gpus", str(share), "--path", search_path()]
