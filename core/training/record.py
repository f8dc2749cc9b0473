"""The effects around a session's steps: rows, snapshots, checkpoints, status, and wishes obeyed."""

import math
import os
import shutil
import time
from collections.abc import Callable, Generator
from typing import Any, Literal

from core.errors import TrainingFailed
from core.runs import Heartbeat, RunFolder, append_row, cut_rows
from core.training.census import census
from core.training.checkpoint import (
    Checkpoint,
    drop_checkpoints,
    drop_leftovers,
    newest_checkpoint,
    write_checkpoint,
)
from core.training.probe import Probe, write_probe
from core.training.schedule import (
    is_row,
    is_validation,
    snapshot_steps,
    validation_interval,
    weight_steps,
)
from core.training.session import Session
from core.training.snapshots import write_snapshot
from core.training.stability import Explosion, divergence, finite
from core.training.validation import Validation

Outcome = Literal["finished", "paused", "stopped"]

EPOCH_SECONDS = 3.0
"""At the end of an epoch, a checkpoint follows when the last one is at least this old."""
STEP_SECONDS = 15.0
"""Within a long epoch, a checkpoint follows when the last one is at least this old."""
STATUS_SECONDS = 0.2


class Recorder:
    """Runs a session and writes down what happens.

    After each step come, in this order, the row, the snapshot and the checkpoint, as they are due:
    so whatever a checkpoint's step should have left on disk was there before it.
    """

    def __init__(
        self,
        folder: RunFolder,
        session: Session,
        heart: Heartbeat,
        progress: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self._folder, self._session, self._heart = folder, session, heart
        self._progress = progress or (lambda row: None)
        self.notes: list[str] = []
        spec, prepared, model = session.spec, session.prepared, session.model
        self._per_epoch = spec.steps_per_epoch
        self._probe = Probe.of(spec, prepared, model, session.device)
        self._validation = Validation(spec, prepared, model, session.device)
        self._every = validation_interval(len(prepared.train), len(self._validation))
        self._snapshots = frozenset(snapshot_steps(session.total))
        self._weights = frozenset(weight_steps(session.total))
        self._explosion = Explosion(session.x.shape[1])
        self._saved: int | None = None
        self._saved_at = self._told_at = self._began_at = time.monotonic()
        self._began_step = 0

    def run(self) -> Generator[Session, None, Outcome]:
        """Go on to the end, or until the owner wants otherwise; the state is saved either way.

        Yields the session wherever it is to be advanced: to the next step, or to a later one
        before which nothing is due.
        """
        session = self._session
        try:
            self._begin()
            outcome = yield from self._steps()
            if session.early.exhausted:
                self._snapshot(weights=True)  # else the last one could lie far back
            self._save()
        except FloatingPointError as error:
            self._heart.update(unstable=True)
            rate = session.spec.training.learning_rate
            raise TrainingFailed(divergence(error, session.step, self._saved, rate)) from error
        return outcome

    def _steps(self) -> Generator[Session, None, Outcome]:
        session, heart = self._session, self._heart
        session.clock.start_training()
        try:
            while not session.ended:
                if heart.wanted != "run":
                    return "paused" if heart.wanted == "pause" else "stopped"
                yield session
                self._after_step()
            return "finished"
        finally:
            session.clock.stop_training()
            self._tell()

    def _begin(self) -> None:
        """Take up the newest whole checkpoint, or start; leave no trace of steps beyond it."""
        path, session = self._folder.path, self._session
        drop_leftovers(path)
        saved, reasons = newest_checkpoint(path)
        if saved is not None:
            session.restore(saved)
            self._saved = saved.step
        for reason in reasons:
            self._note(_passed_over(reason, saved))
        drop_checkpoints(path, after=session.step if saved else -1)
        cut_rows(self._folder.metrics_file, session.step)
        cut_rows(self._folder.timing_file, session.step)
        cut_rows(self._folder.census_file, session.step)
        self._folder.summary_file.unlink(missing_ok=True)
        self._drop_snapshots(after=session.step if saved else -1)
        for row in self._folder.metrics():
            self._explosion.observe(row)
        if saved is None:
            self._folder.update_info(hashes=session.hashes)
            write_probe(path, self._probe)
            self._snapshot()
            self._save()
        self._began_step, self._began_at = session.step, time.monotonic()
        self._tell()

    def _drop_snapshots(self, after: int) -> None:
        for place in (self._folder.path / "snapshots").glob("*"):
            if not place.name.isdigit() or int(place.name) > after:
                shutil.rmtree(place, ignore_errors=True)

    def _after_step(self) -> None:
        session = self._session
        step, total = session.step, session.total
        if is_row(step, total, self._per_epoch):
            self._log()
        for row in census(session):
            append_row(self._folder.census_file, row)
        if step in self._snapshots:
            self._snapshot()
        now = time.monotonic()
        patience = EPOCH_SECONDS if step % self._per_epoch == 0 else STEP_SECONDS
        if now - self._saved_at >= patience and not self._explosion.suspected:
            self._save()
        if now - self._told_at >= STATUS_SECONDS:
            self._tell()

    def _log(self) -> None:
        """Write the means since the last row, with validation where it is due."""
        session = self._session
        step = session.step
        row: dict[str, Any] = {
            "step": step,
            "epoch": round(session.epoch, 6),
            "train": finite(session.meter.means()),
        }
        if len(self._validation) and is_validation(
            step, session.total, self._per_epoch, self._every
        ):
            row["validation"] = finite(self._validation.terms(session.model, step))
            self._compare(row["validation"]["objective"])
        append_row(self._folder.metrics_file, row)
        seconds = round(session.clock.seconds, 3)
        append_row(self._folder.timing_file, {"step": step, "seconds": seconds})
        session.meter.reset()
        self._progress({**row, **self._standing()})
        self._explosion.observe(row)

    def _compare(self, objective: float) -> None:
        """Tell early stopping of this validation, if every schedule is at its end by now."""
        session = self._session
        if session.early.patience and objective == self._validation.settled(session.model):
            session.early.observe(objective, session.step, self._every, session.model)

    def _snapshot(self, *, weights: bool = False) -> None:
        session = self._session
        self._ensure_finite()
        write_snapshot(
            self._folder.path,
            session.model,
            self._probe,
            session.step,
            round(session.epoch, 6),
            weights=weights or session.step in self._weights,
        )

    def _save(self) -> None:
        """Write a checkpoint of this step, unless there is one; never one that is not finite."""
        session = self._session
        if session.step != self._saved:
            self._ensure_finite()
            folder = self._folder
            for file in (folder.metrics_file, folder.timing_file, folder.census_file):
                if file.exists():
                    with file.open("rb+") as rows:
                        os.fsync(rows.fileno())
            write_checkpoint(self._folder.path, session.checkpoint())
            self._saved = session.step
            self._heart.update(saved=session.step)
        self._saved_at = time.monotonic()

    def _ensure_finite(self) -> None:
        finite(self._session.meter.means())
        if name := self._session.broken():
            raise FloatingPointError(name)

    def _tell(self) -> None:
        standing = self._standing()
        self._heart.update(
            step=standing["step"],
            epoch=standing["epoch"],
            eta=standing["eta"],
            draft=self._draft(),
        )
        self._told_at = time.monotonic()

    def _draft(self) -> dict[str, Any] | None:
        """The row that would be logged now; None when it would have nothing to say."""
        session = self._session
        means = session.meter.means()
        if not means or not all(map(math.isfinite, means.values())):
            return None
        return {
            "step": session.step,
            "epoch": round(session.epoch, 6),
            "seconds": round(session.clock.seconds, 3),
            "train": means,
        }

    def _standing(self) -> dict[str, Any]:
        """Where the run is; `eta` in seconds at the rate of this process's steps so far."""
        session = self._session
        done = session.step - self._began_step
        spent = time.monotonic() - self._began_at
        eta = spent / done * (session.total - session.step) if done else None
        return {
            "step": session.step,
            "total": session.total,
            "epoch": round(session.epoch, 6),
            "epochs": session.total / self._per_epoch,
            "eta": eta,
        }

    def _note(self, sentence: str) -> None:
        self.notes.append(sentence)
        self._heart.update(note=sentence)
        self._progress({"notice": sentence})


def _passed_over(reason: str, saved: Checkpoint | None) -> str:
    """What a person is told of a checkpoint that was not whole."""
    if saved is None:
        return f"{reason}; training began again from the start."
    return f"{reason}; training went on from step {saved.step}."
