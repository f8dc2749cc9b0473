"""Training a run: from the specification in its folder to everything the folder will hold."""

from collections.abc import Callable, Generator
from typing import Any

import torch
from torch import Tensor

from core.data import Prepared, load
from core.runs import Heartbeat, RunFolder
from core.runs.files import saving
from core.training.checkpoint import prune_checkpoints
from core.training.clock import Clock
from core.training.finish import write_results
from core.training.machine import choose_device, settings
from core.training.record import Outcome, Recorder
from core.training.session import Session
from core.training.trouble import explaining


def train(
    folder: RunFolder,
    *,
    threads: int | None = None,
    progress: Callable[[dict[str, Any]], None] | None = None,
) -> Outcome:
    """Train the run, or go on where its newest checkpoint stands, until it is done or told not to.

    `threads`: CPU threads to compute with (default: PyTorch's choice). With the same number of
    threads on the same machine, `metrics.jsonl` and `model.safetensors` come out the same bytes
    however often the run was interrupted. `progress` is called with each logged row and where the
    run stands. A stopped run gets the same results as a finished one, as far as it came. Raises
    `TrainingFailed` when a loss or a weight is no longer finite, the objective has exploded, or
    memory, GPU or folder went away (the last good checkpoint is kept), `NoSpace` when files cannot
    be written, `BadInput` for wishes that cannot be met.
    """
    device = choose_device(folder.spec.training.device)
    with settings(threads, device) as used:
        steps = training(folder, device, used, progress)
        while True:
            try:
                session = next(steps)
            except StopIteration as end:
                outcome: Outcome = end.value
                return outcome
            try:
                session.advance()
            except BaseException as error:
                steps.throw(error)  # where the run's status is, and words for it
                raise


def training(
    folder: RunFolder,
    device: torch.device,
    threads: int,
    progress: Callable[[dict[str, Any]], None] | None = None,
    data: tuple[Prepared, Tensor] | None = None,
) -> Generator[Session, None, Outcome]:
    """`train`, with the steps left to whoever iterates: see `Recorder.run`.

    `data`: what the specification loads, and its training examples on the device, where several
    trainings share them.
    """
    spec = folder.spec
    epochs = spec.total_steps / spec.steps_per_epoch
    with (
        Heartbeat(
            folder, total=spec.total_steps, epochs=epochs, device=device.type, threads=threads
        ) as heart,
        explaining(folder, heart),
    ):
        clock = Clock()
        notes = download_notes(spec.dataset.entry.title, heart, progress)
        prepared, x = data or (load(spec.dataset, notes), None)
        heart.update(note=None)
        session = Session(spec, prepared, device, clock, x)
        with saving(folder.path):
            recorder = Recorder(folder, session, heart, progress)
            outcome = yield from recorder.run()
            if outcome != "paused":
                write_results(folder, session, recorder.notes)
            if outcome == "finished":
                prune_checkpoints(folder.path, keep=1)
        heart.finish(outcome)
    return outcome


def download_notes(
    title: str, heart: Heartbeat, progress: Callable[[dict[str, Any]], None] | None
) -> Callable[[int, int], None]:
    """Tells of a download: its share in the run's status, and once as a notice."""
    told = False

    def tell(done: int, total: int) -> None:
        nonlocal told
        heart.update(note=f"Downloading {title}: {done / max(total, 1):.0%} of this file.")
        if progress and not told:
            progress({"notice": f"Downloading {title} into the data folder."})
            told = True

    return tell
