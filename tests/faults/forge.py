"""Real training processes to kill, each a copy of one that has loaded everything already.

Starting Python and PyTorch takes seconds, a copy (fork) milliseconds. The first process has one
thread, so that copying it is safe. Run as a script it serves: one JSON order a line on stdin, one
JSON answer a line on stdout.
"""

import json
import os
import re
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from core.paths import ROOT
from core.runs import RunFolder


@dataclass(frozen=True)
class End:
    """How a training process ended: its exit code (−9: killed) and the file operations counted."""

    code: int
    operations: int

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Forge:
    """Trains runs in real processes; each `train` returns when its process has ended."""

    def __enter__(self) -> Self:
        one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | one,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def train(self, run: RunFolder, **order: Any) -> End:
        """Train or resume `run` on one thread, with a checkpoint at every epoch's end.

        kill_at: die by SIGKILL at that file operation in the run's folder, counted from 1.
        kill_on, times: die at the `times`-th operation on a path that matches.
        file_limit, memory_left: bytes a file may have, bytes of memory beyond what is in use.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"run": str(run.path), **order}) + "\n")
        self._process.stdin.flush()
        return End(**json.loads(self._process.stdout.readline()))


def _serve() -> None:
    from core.jobs.tasks import prepare_training

    prepare_training()  # once, for all copies
    for line in sys.stdin:
        counted, counter = os.pipe()
        child = os.fork()
        if child == 0:
            _work(json.loads(line), counter)
        os.close(counter)
        with os.fdopen(counted, "rb") as file:
            operations = len(file.read())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"code": code, "operations": operations}), flush=True)


def _work(order: dict[str, Any], counter: int) -> None:
    code = 1
    try:
        code = _train(order, counter)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        os._exit(code)


def _train(order: dict[str, Any], counter: int) -> int:
    import core.training.record as record
    from core.errors import LabError
    from core.training import train

    record.EPOCH_SECONDS = 0.0
    _die_as_told(order, counter)
    _limit(order)
    try:
        train(RunFolder(Path(order["run"])), threads=1)
    except LabError as error:
        return error.exit_code
    return 0


def _die_as_told(order: dict[str, Any], counter: int) -> None:
    """Count operations on files of the run, each a byte into the pipe, and die at the right one."""
    place, left = order["run"], order.get("times", 1)
    kill_on = re.compile(order["kill_on"]) if "kill_on" in order else None
    count = 0

    def watch(event: str, args: tuple[Any, ...]) -> None:
        nonlocal count, left
        if event not in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"):
            return
        path = str(args[0])
        if not path.startswith(place):
            return
        count += 1
        os.write(counter, b".")
        if kill_on and kill_on.search(f"{event} {path}"):
            left -= 1
        if count == order.get("kill_at") or left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def _limit(order: dict[str, Any]) -> None:
    if size := order.get("file_limit"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    if left := order.get("memory_left"):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + left
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    _serve()
