"""A session's steps as work that can be recorded: `Session.learn` on tensors that stay in place."""

from typing import TYPE_CHECKING

import torch

from core.models import Step
from core.rows import is_sparse
from core.training.batches import Batches
from core.training.dials import Dials
from core.training.replay import Inputs, Replay, Tape, Terms

if TYPE_CHECKING:
    from core.training.session import Session


def why_not_captured(session: "Session") -> str | None:
    """The clause that says why this session's steps are done one by one; None when recorded."""
    if session.model.uncapturable:
        return session.model.uncapturable
    if not isinstance(session.batches, Batches):
        return "every batch is drawn on the CPU"
    if is_sparse(session.x):
        return "batches of documents differ in their number of words"
    return None


class CapturedSteps:
    """Does what `Session.advance` does between the batch and the meter, from static inputs."""

    def __init__(self, session: "Session", tape: Tape) -> None:
        self._session = session
        schedule = session.spec.training.schedule
        self._dials = Dials([session.model], session.total, schedule, session.device)
        self._replay = Replay(self._learn, tape, session.generators.values())

    def next(self) -> tuple[Terms, int]:
        """The terms of the session's next step and the size of its batch."""
        session = self._session
        assert isinstance(session.batches, Batches)
        rows = session.batches.rows_at(session.step)
        dials, factor = self._dials.at(session.step + 1)
        return self._replay(Inputs(rows, dials[0], factor)), len(rows)

    def _learn(self, inputs: Inputs) -> Terms:
        session = self._session
        dials = self._dials.named(inputs.dials)
        moment = Step(1, session.total, session.generators["noise"], dials=dials)
        x = torch.index_select(session.x, 0, inputs.rows)
        terms = session.learn(x, moment, inputs.factor)
        return {name: value.detach() for name, value in terms.items()}
