"""Tasks without torch for tests of the manager: `--tasks fake_tasks:TASKS`.

A run's file `behaviour` says what its training does: `steady` (default), `raise`, `no space`.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from core.errors import LabError, NoSpace
from core.jobs.projection import CancelledError, Reporter, read_progress, write_progress
from core.jobs.tasks import Message, Task
from core.runs import Heartbeat, RunFolder, append_row

STEPS = 1000


def prepare() -> Message:
    print("a library prints on stdout")
    return {"threads": 1, "device": "cpu", "gflops": 10.0}


def train(job: Message) -> Message:
    """Several runs side by side, each at its own pace."""
    folders = [RunFolder(Path(path)) for path in job["runs"]]
    with ThreadPoolExecutor(len(folders)) as pool:
        list(pool.map(lambda folder: train_one(folder, job["threads"]), folders))
    return {}


def train_one(folder: RunFolder, threads: int) -> None:
    file = folder.path / "behaviour"
    behaviour = file.read_text() if file.exists() else "steady"
    rows = folder.metrics()
    with Heartbeat(folder, threads=threads, total=STEPS) as heart:
        if behaviour == "raise":
            raise ZeroDivisionError("as told")
        if behaviour == "no space":
            raise NoSpace("The disk is full.")
        for step in range(rows[-1]["step"] + 1 if rows else 1, STEPS + 1):
            append_row(folder.metrics_file, {"step": step})
            heart.update(step=step, saved=step)
            if heart.wanted != "run":
                state = {"pause": "paused", "stop": "stopped"}[heart.wanted]
                heart.finish(state)
                return
            time.sleep(0.0005 if behaviour == "quick" else 0.01)
        heart.finish("finished")


def project(job: Message) -> Message:
    folder = RunFolder(Path(job["run"]))
    progress = read_progress(folder)
    assert progress is not None
    report = Reporter(folder, replace(progress, state="running", pid=os.getpid(), pid_start=None))
    if job["params"].get("seed") == 13:
        raise LabError("Thirteen is unlucky.")
    try:
        for step in range(100):
            report(step / 100)
            time.sleep(0.05 if job["params"].get("seed") == 1 else 0.001)
    except CancelledError:
        write_progress(folder, replace(report.progress, state="cancelled"))
        return {"state": "cancelled"}
    write_progress(folder, replace(report.progress, state="finished", progress=1.0))
    return {"state": "finished"}


TASKS = {"train": Task(prepare, train), "project": Task(prepare, project)}


def broken() -> Message:
    sys.exit("no such library")


BROKEN = {"train": Task(broken, train), "project": Task(broken, project)}
