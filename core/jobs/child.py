"""The server's end of a process that serves JSON lines (`core.jobs.lines`)."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from core.jobs.lines import Message
from core.paths import ROOT


class Child:
    """`python -m MODULE ARGUMENTS`; `hear` is called from a thread of its own.

    It is called with each message the process prints and, when it has ended, with None.
    """

    def __init__(
        self, module: str, arguments: list[str], hear: Callable[[Message | None], None]
    ) -> None:
        self._hear = hear
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the process)
        self._process = subprocess.Popen(
            # -P: the folder it is started from may hold a `core` of its own
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | {"PYTHONPATH": search_path()},
            start_new_session=True,
        )
        threading.Thread(target=self._read, name=module, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: Message) -> None:
        """Write a message to its stdin; one that has just died will be heard of."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

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

    def exit_code(self) -> int:
        """How the ended process ended: its exit code, or a signal's number, negative."""
        return self._process.wait()

    def last_words(self) -> str:
        """The last line it wrote to stderr."""
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with suppress(ValueError):  # a line torn by its death
                self._hear(json.loads(line))
        self._process.wait()
        self._hear(None)


def search_path() -> str:
    """`PYTHONPATH` for a process that is to find this program, whatever it is started from."""
    return os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
