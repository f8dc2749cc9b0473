"""The server's handle on one worker process."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

from core.paths import ROOT

Message = dict[str, Any]
Post = Callable[["Worker", Message | None], None]


class Worker:
    """A worker process of one kind; `post` is called from a thread of its own.

    It is called with each message the process prints and, when it has ended, with None.
    """

    def __init__(self, kind: str, post: Post, tasks: str | None = None) -> None:
        self.kind = kind
        self.state: Literal["starting", "idle", "busy"] = "starting"
        self.job: Message | None = None
        self.idle_since = time.monotonic()
        self._number = 0
        self._post = post
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the process)
        # -P: the folder it is started from may hold a `core` of its own
        command = [sys.executable, "-P", "-m", "core.jobs.worker", kind]
        self._process = subprocess.Popen(
            command + (["--tasks", tasks] if tasks else []),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(_search_path())},
            start_new_session=True,
        )
        threading.Thread(target=self._read, name=f"{kind} worker", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, job: Message) -> None:
        """Give it a job; it must be idle. A process that has just died will post its end."""
        self._number += 1
        self.job, self.state = job, "busy"
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            line = json.dumps({**job, "number": self._number}) + "\n"
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()

    def rest(self) -> None:
        """Note that it is ready for a job."""
        self.job, self.state, self.idle_since = None, "idle", time.monotonic()

    def close(self) -> None:
        """End its stdin: the process exits at once, whatever it does."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()

    def end(self, until: float) -> None:
        """Wait for its end till the monotonic time `until`, then kill it."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def cause_of_death(self) -> str:
        """How the ended process ended, as half a sentence."""
        code = self._process.wait()
        if code == -9:
            return "was killed (signal 9), perhaps for lack of memory"
        if code < 0:
            return f"was ended by signal {-code}"
        return f"ended unexpectedly (exit code {code})"

    def last_words(self) -> str:
        """The last line it wrote to stderr."""
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with suppress(ValueError):  # a line torn by its death
                self._post(self, json.loads(line))
        self._process.wait()
        self._post(self, None)


def _search_path() -> list[str]:
    return [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
