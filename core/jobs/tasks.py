"""What worker processes can do. Heavy libraries load only in `prepare` and `run`."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.jobs.projection import CancelledError, Progress, Reporter, write_progress
from core.runs.folder import RunFolder
from core.runs.library import Library
from core.runs.machine import HOST, process_start
from core.spec import parse_spec

Message = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """`prepare` imports what `run` needs and tells the machine's facts; `run` does one job."""

    prepare: Callable[[], Message]
    run: Callable[[Message], Message]


def prepare_training() -> Message:
    """Import torch and rehearse a training; gives threads, device and measured GFLOP/s."""
    import torch

    _rehearse()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return {"threads": torch.get_num_threads(), "device": device, "gflops": _gflops(device)}


def _rehearse() -> None:
    """Train two steps of something small, since PyTorch and scikit-learn load much at first use.

    It takes a second of the time until a real run's first row.
    """
    from core.training import train

    chosen = {
        "dataset": {"name": "digits", "train_size": 32},
        "model": {"family": "variational"},
        "network": {"hidden": [4]},
        "training": {"steps": 2},
    }
    with tempfile.TemporaryDirectory() as folder:
        train(Library(Path(folder), gallery=None).create(parse_spec(chosen)))


def _gflops(device: str, seconds: float = 0.05, size: int = 512) -> float:
    """10⁹ floating-point operations a second of matrix products, measured for `seconds`."""
    import torch

    a = torch.rand(size, size, device=device)
    (a @ a).sum().item()  # the first product also loads the library
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        (a @ a)[0, 0].item()
        count += 1
    return count * 2 * size**3 / (time.perf_counter() - begin) / 1e9


def run_training(job: Message) -> Message:
    """Train `job["run"]` on `job["threads"]` threads; what it says goes to the run's `log.txt`."""
    from core.training import train

    folder = RunFolder(Path(job["run"]))
    with _log_to(folder.path / "log.txt"):
        return {"state": train(folder, threads=job["threads"])}


def prepare_projection() -> Message:
    """Import UMAP, which takes some seconds."""
    import core.projection  # noqa: F401  (imported so that the first job need not)

    return {}


def run_projection(job: Message) -> Message:
    """Make the map that `job` asks for; progress and cancelling go by files in the run's folder."""
    from core.projection import project

    folder = RunFolder(Path(job["run"]))
    pid = os.getpid()
    reporter = Reporter(
        folder,
        Progress(
            job["token"],
            job["method"],
            job["params"],
            "running",
            host=HOST,
            pid=pid,
            pid_start=process_start(pid),
        ),
    )
    try:
        reporter(0.0)
        name = project(folder, **job["params"], report=reporter)
    except CancelledError:
        write_progress(folder, replace(reporter.progress, state="cancelled"))
        return {"state": "cancelled"}
    write_progress(folder, replace(reporter.progress, state="finished", progress=1.0, map=name))
    return {"state": "finished"}


@contextmanager
def _log_to(path: Path) -> Iterator[None]:
    """Send this process's stderr, that of libraries too, to the end of `path`."""
    sys.stderr.flush()
    before = os.dup(2)
    try:
        with path.open("ab") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(before, 2)
        os.close(before)


TASKS: dict[str, Task] = {
    "train": Task(prepare_training, run_training),
    "project": Task(prepare_projection, run_projection),
}
