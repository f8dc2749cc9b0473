"""The process that computes: `python -m core.jobs.worker train`.

One JSON line a job on stdin, JSON lines on stdout: `ready` once, then `done` or `failed` for each
job.
"""

import argparse
import faulthandler
import queue
import signal

from core.jobs.lines import listen, private_stdout, say
from core.jobs.priority import give_way, niceness
from core.jobs.tasks import STANDARD, Message, attempt, find_task


def main() -> None:
    """Serve jobs of one kind until stdin ends."""
    args = _arguments()
    replies = private_stdout()
    jobs: queue.SimpleQueue[Message] = queue.SimpleQueue()
    listen(jobs.put)
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's Ctrl-C ends stdin, which is enough
    give_way(niceness())
    task = find_task(args.kind, args.tasks)
    say(replies, {"event": "ready", **task.prepare()})
    while True:
        job = jobs.get()
        say(replies, {"number": job["number"], **attempt(task, job)})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m core.jobs.worker", description=__doc__)
    parser.add_argument("kind", help="which task of the table to serve")
    parser.add_argument(
        "--tasks",
        default=STANDARD,
        metavar="MODULE:NAME",
        help="the table of tasks (default: %(default)s)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
