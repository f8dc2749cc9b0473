"""The process that speaks to a Ray cluster for the server: `python -m core.jobs.driver auto`.

JSON lines in: `hire` a worker, give it a `job`, `dismiss` it. JSON lines out: for how many runs the
cluster has `room`, what workers say, that one is `lost`, or the `trouble` that ended everything. A
worker is a Ray actor: Ray finds a node for it, and ends it when this process ends.
"""

import argparse
import os
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from core.jobs.actor import Actor
from core.jobs.lines import Message, listen, private_stdout, say
from core.jobs.tasks import STANDARD

_LOOK = 2.0  # seconds between looks at the cluster's size
_PATIENCE = 5.0  # seconds for somebody to listen at the address
_LIMIT = 30.0  # seconds for Ray to connect; at an address that is none of its own it hangs


Tell = Callable[[Message], None]


class Trouble(Exception):
    """The cluster cannot be used; the sentence says why."""


def main() -> None:
    """Serve until stdin ends, or the cluster does."""
    args = _arguments()
    replies = private_stdout()
    inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
    listen(inbox.put)
    tell = partial(say, replies)
    try:
        with _at_most(_LIMIT, tell, args.address):
            driver = Driver(args, inbox.put, tell)
        while True:
            driver.look()
            try:
                driver.act(inbox.get(timeout=_LOOK))
            except queue.Empty:
                continue
    except Trouble as error:
        _give_up(tell, str(error))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m core.jobs.driver", description=__doc__)
    parser.add_argument("address", help="auto, host:port or ray://host:port")
    parser.add_argument("--gpus", type=float, default=0.25, help="of a run, where there are some")
    parser.add_argument("--path", default="", help="where nodes find this program")
    parser.add_argument("--tasks", default=STANDARD, metavar="MODULE:NAME")
    return parser.parse_args()


class Driver:
    """Actors by the number that the server gave them; `act` is called with what `put` was given.

    Raises `Trouble` whenever the cluster fails it.
    """

    def __init__(
        self,
        args: argparse.Namespace,
        put: Callable[[Message], None],
        tell: Tell,
    ) -> None:
        self._args, self._put, self._tell = args, put, tell
        self._ray = _connect(args.address, args.path)
        self._actors: dict[int, Any] = {}
        self._pending: dict[int, Future[Message]] = {}
        self._room = -1
        self._gpus = 0.0  # of a run

    def look(self) -> None:
        """Tell the server how many runs fit, whenever that has changed."""
        try:
            resources = self._ray.cluster_resources()
        except Exception as error:
            raise Trouble(
                f"The Ray cluster {self._args.address} is gone: {_last(error)}"
            ) from error
        self._gpus = self._args.gpus if resources.get("GPU", 0) >= 1 else 0.0
        runs = room(resources.get("CPU", 0), resources.get("GPU", 0), self._gpus)
        if runs != self._room:
            self._room = runs
            device = "cuda" if self._gpus else "cpu"
            self._tell({"event": "room", "runs": runs, "device": device})

    def act(self, message: Message) -> None:
        """Do what the server wants, or pass on what an actor answered."""
        getattr(self, f"_{message['do']}")(**{k: v for k, v in message.items() if k != "do"})

    def _hire(self, worker: int, kind: str) -> None:
        options = {"num_cpus": 1, "num_gpus": self._gpus, "scheduling_strategy": "SPREAD"}
        # The server takes runs up again itself, so that they keep their turn and can be stopped.
        made = self._ray.remote(Actor).options(max_restarts=0, **options)
        actor = self._actors[worker] = made.remote(kind, self._args.tasks)
        self._await(worker, actor.prepare.remote())

    def _job(self, worker: int, job: Message) -> None:
        if worker in self._actors:
            self._await(worker, self._actors[worker].run.remote(job))

    def _dismiss(self, worker: int) -> None:
        if worker in self._actors:
            self._ray.kill(self._actors[worker])
            if worker not in self._pending:
                self._lose(worker, "it was dismissed")

    def _await(self, worker: int, answer: Any) -> None:
        future = self._pending[worker] = answer.future()
        future.add_done_callback(lambda _: self._put({"do": "answered", "worker": worker}))

    def _answered(self, worker: int) -> None:
        future = self._pending.pop(worker)
        error = future.exception()
        if error is None:
            self._tell({"worker": worker, **future.result()})
        else:
            self._lose(worker, _last(error))

    def _lose(self, worker: int, cause: str) -> None:
        self._ray.kill(self._actors.pop(worker))
        self._tell({"worker": worker, "event": "lost", "cause": cause})


def room(cpus: float, gpus: float, share: float) -> int:
    """Runs that fit on a cluster: a CPU each, and `share` of a GPU, which no two GPUs make up."""
    if not share:
        return int(cpus)
    return min(int(cpus), int(gpus) * int(1 / share) if share <= 1 else int(gpus // share))


@contextmanager
def _at_most(seconds: float, tell: Tell, address: str) -> Iterator[None]:
    """End the process in trouble should the block not be left in time."""
    words = _none_at(address, f"it took longer than {seconds:.0f} s")
    timer = threading.Timer(seconds, _give_up, (tell, words))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _give_up(tell: Tell, sentence: str) -> None:
    tell({"event": "trouble", "error": sentence})
    os._exit(1)  # Ray's own end may wait for a cluster that is gone


def _connect(address: str, path: str) -> Any:
    """Ray, connected; raises `Trouble`."""
    _probe(address)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    here = {"PYTHONPATH": path, "LATENT_LAB_DATA": os.environ.get("LATENT_LAB_DATA")}
    env = {"env_vars": {name: value for name, value in here.items() if value}}
    try:
        ray.init(address, log_to_driver=False, logging_level="ERROR", runtime_env=env)
    except Exception as error:
        if address == "auto" and isinstance(error, ConnectionError):
            raise Trouble(_none_at("auto", "no cluster runs on this machine")) from error
        raise Trouble(f"The Ray cluster {address} cannot be used: {_last(error)}") from error
    return ray


def _probe(address: str) -> None:
    """Raise `Trouble` where nobody listens; Ray itself would try for a minute."""
    if address == "auto":
        return
    parts = urlsplit(address if "://" in address else f"//{address}")
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), _PATIENCE).close()
    except (OSError, ValueError) as error:
        raise Trouble(_none_at(address, str(error))) from error


def _none_at(address: str, reason: str) -> str:
    return (
        f"LATENT_LAB_CLUSTER is {address!r}, but no Ray cluster answers ({reason}): start one with "
        "`ray start --head`, or unset the variable to train on this machine."
    )


def _last(error: BaseException) -> str:
    """The last line of an error's words, which in Ray's long ones is the reason."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__


if __name__ == "__main__":
    main()
