"""A population: sessions that differ in a few numbers only, stepped together as one program.

Each session keeps its own initialisation, batch order, binarisation and posterior noise, from its
own named streams, so that every member sees what it would see alone; only the arithmetic is shared,
and rounds differently in the last digits (`tests/core/training/test_population.py` states by how
much).
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.func import functional_call, vmap

from core.errors import BadInput
from core.evaluation.dequantise import dequantised
from core.models import Step
from core.models.variational.base import VariationalAutoencoder
from core.spec.stackable import why_not_stacked
from core.training.batches import Batches
from core.training.dials import Dials
from core.training.replay import Inputs, Replay, Tape, Terms, tape_for
from core.training.session import Session
from core.training.stack import Stack


class Population:
    """Takes P sessions up where they stand, all at the same step, and goes on with them together.

    On a GPU their steps are recorded (`tape`: by this, in its place).

    Their models, optimisers and meters are brought up to date by `settle`; `step` is always.
    Whoever is to leave is settled, and a new population is made of the others. Raises `BadInput`
    when the specifications cannot be stacked.
    """

    def __init__(self, sessions: Sequence[Session], tape: Tape | None = None) -> None:
        if reason := why_not_stacked([session.spec for session in sessions]):
            raise BadInput(f"These runs cannot be trained as one population: {reason}.")
        if len({session.step for session in sessions}) > 1:
            raise BadInput("Members of a population must stand at the same step.")
        self.sessions = list(sessions)
        first = self.sessions[0]
        models = [session.model for session in self.sessions]
        optimisers = [session.optimiser for session in self.sessions]
        self._stack = Stack(first.spec, models, optimisers)
        self._program, self._optimiser = self._stack.program, self._stack.optimiser
        schedule = first.spec.training.schedule
        self._dials = Dials(models, first.total, schedule, first.device)
        generators = [g for one in self.sessions for g in one.generators.values()]
        self._replay = Replay(self._learn, tape or tape_for(first.device), generators)
        self._sums = torch.empty(0)

    @property
    def step(self) -> int:
        """Optimiser steps done."""
        return self.sessions[0].step

    def advance(self) -> None:
        """One optimiser step of every member."""
        rows = torch.stack([self._batches(session).rows_at(self.step) for session in self.sessions])
        terms = self._replay(Inputs(rows, *self._dials.at(self.step + 1)))
        self._add(terms, rows.shape[1])
        for session in self.sessions:
            session.step += 1

    def settle(self) -> None:
        """Bring every session's model and optimiser up to date."""
        self._stack.copy_out()

    def _learn(self, now: Inputs) -> Terms:
        """From inputs whose rows are [P, B] to changed weights; gives each term's values, [P]."""
        inputs = {"x": self._shown(self.sessions[0].x[now.rows])}
        if isinstance(self._program, VariationalAutoencoder):
            inputs["epsilon"] = self._noise(now.rows.shape[1], self._program.samples)
        state = dict(self._program.named_parameters()) | dict(self._program.named_buffers())
        terms: Terms = vmap(self._terms)(state, inputs, self._dials.named(now.dials))
        # Members share no weight, so each one's gradient in the sum is that of its own objective.
        terms["objective"].sum().backward()
        self._program.before_optimiser_step()
        self._optimiser.step(now.factor)
        self._program.after_optimiser_step()
        self._optimiser.zero_gradients()
        return {name: values.detach() for name, values in terms.items()}

    def _terms(self, state: Terms, inputs: Terms, dials: Terms) -> Terms:
        """One member's terms, as `vmap` sees them."""
        step = Step(1, self.sessions[0].total, dials=dials, epsilon=inputs.get("epsilon"))
        terms: Terms = functional_call(self._program, state, (inputs["x"], step))
        return terms

    def _shown(self, x: Tensor) -> Tensor:
        """Grey examples [P, B, D] as the models want them, each by its member's own draws."""
        if self._program.binarise:
            return self._uniform("binarisation", x).lt_(x)
        if self._program.dequantise:
            return dequantised(x, self._uniform("dequantisation", x))
        return x

    def _uniform(self, name: str, x: Tensor) -> Tensor:
        return self._drawn(torch.rand, name, [x.shape[1:]] * len(x), x.new_empty(x.shape))

    def _noise(self, examples: int, samples: int) -> Tensor:
        """Standard normal noise [P, S, B, L], zero for the latents that a member does not have."""
        models = [session.model for session in self.sessions]
        shapes = [torch.Size((samples, examples, model.latent_size)) for model in models]
        room = (len(models), samples, examples, self._program.latent_size)
        return self._drawn(
            torch.randn, "noise", shapes, torch.zeros(room, device=self.sessions[0].device)
        )

    def _drawn(
        self, draw: Callable[..., Tensor], name: str, shapes: Sequence[torch.Size], into: Tensor
    ) -> Tensor:
        for i, (session, shape) in enumerate(zip(self.sessions, shapes, strict=True)):
            values = draw(shape, generator=session.generators[name], device=into.device)
            into[i][..., : shape[-1]] = values
        return into

    def _add(self, terms: Terms, examples: int) -> None:
        """Add to the sessions' meters, whose sums are rows of one tensor."""
        if not len(self._sums):
            self._share_sums(list(terms))
        values = torch.stack([*terms.values()], dim=1)
        self._sums.add_(values, alpha=examples)
        for session in self.sessions:
            session.meter.examples += examples

    def _share_sums(self, names: list[str]) -> None:
        device = self.sessions[0].device
        self._sums = torch.zeros(len(self.sessions), len(names), dtype=torch.float64, device=device)
        for session, row in zip(self.sessions, self._sums, strict=True):
            if session.meter.names:
                row.copy_(session.meter.sums)
            session.meter.names, session.meter.sums = names, row

    @staticmethod
    def _batches(session: Session) -> Batches:
        assert isinstance(session.batches, Batches)
        return session.batches
