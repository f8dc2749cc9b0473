"""Training several runs as one population, each into a run folder of its own."""

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.data import load
from core.errors import BadInput, LabError
from core.rows import as_rows
from core.runs import RunFolder
from core.spec.stackable import why_not_stacked
from core.training.loop import training
from core.training.machine import choose_device, settings
from core.training.population import Population
from core.training.record import Outcome
from core.training.schedule import is_row, snapshot_steps
from core.training.session import Session


@dataclass
class _Member:
    """One run of the population: its training, which yields where steps are to be done."""

    folder: RunFolder
    steps: Generator[Session, None, Outcome]
    session: Session | None = None
    outcome: Outcome | LabError | None = None

    def go_on(self) -> None:
        """Let the run look at its session and write what is due; `session` is None at its end."""
        try:
            self.session = next(self.steps)
        except StopIteration as end:
            self.session, self.outcome = None, end.value
        except LabError as error:  # written into the run's status; the others go on
            self.session, self.outcome = None, error

    def fail(self, error: BaseException) -> None:
        """Let the run, if it goes on, write into its status what broke the step of all."""
        self.session = None
        try:
            self.steps.throw(error)
        except LabError as told:
            self.outcome = told
        except BaseException as same:
            if same is not error:
                raise


def train_population(
    folders: Sequence[RunFolder],
    *,
    threads: int | None = None,
    progress: Callable[[RunFolder, dict[str, Any]], None] | None = None,
) -> dict[str, Outcome | LabError]:
    """Train runs whose specifications can be stacked, together; how each ended, by its id.

    Every run leaves what `train` would have left, with numbers equal to within rounding; its
    seconds are those of all. A member that is paused, stopped, fails or runs out of patience leaves
    at the next row of its metrics: the others go on without it, and `train` resumes it alone. One
    resumed further on than others waits until they have caught up. Raises `BadInput` when the
    specifications cannot be stacked.
    """
    spec = folders[0].spec
    if reason := why_not_stacked([folder.spec for folder in folders]):
        raise BadInput(f"These runs cannot be trained as one population: {reason}.")
    device = choose_device(spec.training.device)
    with settings(threads, device) as used:
        prepared = load(spec.dataset)
        data = prepared, as_rows(prepared.train.x).to(device)
        members = [
            _Member(folder, training(folder, device, used, _told(progress, folder), data))
            for folder in folders
        ]
        try:
            for member in members:
                member.go_on()
            _note([member.folder for member in members if member.session is not None])
            _together(members)
        except BaseException as error:
            for member in members:
                member.fail(error)
            raise
    return {member.folder.id: member.outcome for member in members if member.outcome is not None}


def _note(folders: Sequence[RunFolder]) -> None:
    """Write down who was trained with whom: no number of such a run is exact to the last digit,
    and its seconds are those of all."""
    ids = [folder.id for folder in folders]
    for folder in folders if len(folders) > 1 else []:
        with suppress(LabError):  # a full disk is told by those files that must be written
            folder.update_info(population=ids)


def _together(members: Sequence[_Member]) -> None:
    """Advance those furthest behind to where something is due to one of them, until all ended."""
    population: Population | None = None
    while living := [member for member in members if member.session is not None]:
        step = min(_session(member).step for member in living)
        group = [member for member in living if _session(member).step == step]
        sessions = [_session(member) for member in group]
        if population is None or population.sessions != sessions:
            population = Population(sessions)
        _advance(population)
        for member in group:
            member.go_on()


def _advance(population: Population) -> None:
    """Up to the next step after which a run writes something, or looks for its owner's wishes."""
    session = population.sessions[0]
    total, snapshots = session.total, frozenset(snapshot_steps(session.total))
    while True:
        population.advance()
        step = population.step
        if step in snapshots or is_row(step, total, session.spec.steps_per_epoch):
            break
    population.settle()


def _session(member: _Member) -> Session:
    assert member.session is not None
    return member.session


def _told(
    progress: Callable[[RunFolder, dict[str, Any]], None] | None, folder: RunFolder
) -> Callable[[dict[str, Any]], None] | None:
    return None if progress is None else lambda row: progress(folder, row)
