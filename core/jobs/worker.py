"""The process that computes: `python -m core.jobs.worker train`.

One JSON line a job on stdin, JSON lines on stdout: `ready` once, then `done` or `failed` for each
job. The end of stdin is the dead-man's switch: the process exits at once, so that it never
outlives the server, however that ended.
"""

import argparse
import faulthandler
import importlib
import io
import json
import os
import queue
import signal
import threading
import traceback
from typing import Any, BinaryIO

from core.errors import LabError
from core.jobs.tasks import Message, Task

NICE = 10


def main() -> None:
    """Serve jobs of one kind until stdin ends."""
    args = _arguments()
    replies = _private_stdout()
    jobs: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's Ctrl-C ends stdin, which is enough
    if hasattr(os, "nice"):
        os.nice(NICE)
    task = _task(args.tasks, args.kind)
    _say(replies, {"event": "ready", **task.prepare()})
    while True:
        job = jobs.get()
        _say(replies, {"number": job["number"], **_result(task, job)})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m core.jobs.worker", description=__doc__)
    parser.add_argument("kind", help="which task of the table to serve")
    parser.add_argument(
        "--tasks",
        default="core.jobs.tasks:TASKS",
        metavar="MODULE:NAME",
        help="the table of tasks (default: %(default)s)",
    )
    return parser.parse_args()


def _task(place: str, kind: str) -> Task:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)[kind]


def _private_stdout() -> BinaryIO:
    """Keep stdout for replies alone: whatever prints from now on prints to stderr."""
    own = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return own


def _listen(jobs: "queue.SimpleQueue[Message]") -> None:
    # Unbuffered: a thread that blocks within sys.stdin would crash the interpreter's shutdown.
    for line in io.FileIO(0, closefd=False):
        jobs.put(json.loads(line))
    os._exit(0)


def _result(task: Task, job: Message) -> Message:
    try:
        return {"event": "done", **task.run(job)}
    except LabError as error:
        return {"event": "failed", "error": str(error)}
    except Exception as error:
        traceback.print_exc()
        return {"event": "failed", "error": f"{type(error).__name__}: {error}"}


def _say(replies: BinaryIO, message: dict[str, Any]) -> None:
    try:
        replies.write(json.dumps(message).encode() + b"\n")
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
