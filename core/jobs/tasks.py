"""What worker processes can do. Heavy libraries load only in `prepare` and `run`."""

import importlib
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import LabError
from core.jobs.lines import Message
from core.jobs.projection import CancelledError, Progress, Reporter, write_progress
from core.runs.folder import RunFolder
from core.runs.library import Library
from core.runs.machine import HOST, process_start
from core.spec import parse_spec

STANDARD = "core.jobs.tasks:TASKS"


@dataclass(frozen=True)
class Task:
    """`prepare` imports what `run` needs and tells the machine's facts; `run` does one job."""

    prepare: Callable[[], Message]
    run: Callable[[Message], Message]


def find_task(kind: str, table: str = STANDARD) -> Task:
    """The task of that kind in a table of tasks, named as `module:name`."""
    module, _, name = table.partition(":")
    found: Task = getattr(importlib.import_module(module), name)[kind]
    return found


def attempt(task: Task, job: Message) -> Message:
    """Do one job; gives `done` with what it says, or `failed` with a sentence."""
    try:
        return {"event": "done", **task.run(job)}
    except LabError as error:
        return {"event": "failed", "error": str(error)}
    except Exception as error:
        traceback.print_exc()
        return {"event": "failed", "error": f"{type(error).__name__}: {error}"}


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

    from core.models.products import times_transposed

    a = torch.rand(size, size, device=device)
    times_transposed(a, a).sum().item()  # the first product also loads the library
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        times_transposed(a, a)[0, 0].item()
        count += 1
    return count * 2 * size**3 / (time.perf_counter() - begin) / 1e9


def run_training(job: Message) -> Message:
    """Train `job["runs"]` on `job["threads"]` threads, several as one stacked program; what they
    say goes to the `log.txt` of each.

    Runs of a sweep get one thread each: many at a time are done sooner so, and all are comparable
    to the last bit, whatever else the machine was doing when their turn came.
    """
    from core.training import train, train_population

    folders = [RunFolder(Path(path)) for path in job["runs"]]
    threads = 1 if folders[0].info.get("sweep") else job["threads"]
    with _log_to([folder.path / "log.txt" for folder in folders]):
        if len(folders) == 1:
            train(folders[0], threads=threads)
        else:
            train_population(folders, threads=threads)
    return {}


def prepare_projection() -> Message:
    """Import UMAP, which takes some seconds."""
    import core.projection  # noqa: F401  (imported so that the first job need not)

    return {}


def run_projection(job: Message) -> Message:
    """Do what `job` asks for; progress and cancelling go by files in the run's folder."""
    from core.on_wish import MAKERS

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
        name = MAKERS[job["method"]](folder, **job["params"], report=reporter)
    except CancelledError:
        write_progress(folder, replace(reporter.progress, state="cancelled"))
        return {"state": "cancelled"}
    write_progress(folder, replace(reporter.progress, state="finished", progress=1.0, map=name))
    return {"state": "finished"}


@contextmanager
def _log_to(paths: Sequence[Path]) -> Iterator[None]:
    """Send this process's stderr, that of libraries too, to the end of the first of the files,
    and what came to the others as well when the block has ended."""
    sys.stderr.flush()
    before = os.dup(2)
    with paths[0].open("ab") as file:
        start = file.tell()
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(before, 2)
        os.close(before)
        _append(paths[0], start, paths[1:])


def _append(path: Path, start: int, others: Sequence[Path]) -> None:
    """Copy what stands in a log from byte `start` on to the end of others."""
    with suppress(OSError):  # deleted meanwhile, or no space: the first has it
        said = path.read_bytes()[start:]
        for other in others if said else []:
            with other.open("ab") as file:
                file.write(said)


TASKS: dict[str, Task] = {
    "train": Task(prepare_training, run_training),
    "project": Task(prepare_projection, run_projection),
}
