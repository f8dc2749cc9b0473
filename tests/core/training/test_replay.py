"""Recorded steps: the same as steps done one by one, and recordable at all."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    FakeTensorMode,
    unset_fake_temporarily,
)

from core.data import load
from core.models import Step
from core.models.sparse import VARIANTS
from core.models.variational import OBJECTIVES
from core.spec import RunSpec, parse_spec
from core.training.batches import Binariser, Dequantiser
from core.training.clock import Clock
from core.training.dials import BLOCK, Dials
from core.training.optimiser import optimiser_for
from core.training.population import Population
from core.training.replay import WARM_UP, Inputs, Replay
from core.training.schedule import rate_factor
from core.training.session import Session
from tests.core.training.taping import MemoryTape
from tests.core.training.test_population import POPULATIONS

CPU = torch.device("cpu")
STEPS = 45
"""Four epochs of ten steps, the last of each with a shorter batch, and half of one."""


def spec(model: dict[str, Any], **training: Any) -> RunSpec:
    return parse_spec(
        {
            "dataset": {"name": "digits", "train_size": 300, "validation_size": 60},
            "model": model,
            "network": {"hidden": [16]},
            "training": {"batch_size": 32, "epochs": 5, "device": "cpu"} | training,
        }
    )


def variational(objective: str) -> dict[str, Any]:
    sizes = {"groups": 2} if objective == "vq" else {}
    return {"family": "variational", "objective": objective, "latent_dim": 4, **sizes}


MODELS: dict[str, dict[str, Any]] = {
    "plain": {"family": "plain", "latent_dim": 3},
    **{name: variational(name) for name in OBJECTIVES.names()},
    **{
        likelihood: variational("beta") | {"likelihood": likelihood}
        for likelihood in ("bernoulli", "gaussian", "gaussian_learned", "cross_entropy")
    },
    "rising": variational("beta") | {"schedule": {"kind": "cyclical"}},
    **{name: {"family": "sparse", "variant": name, "features": 24} for name in VARIANTS.names()},
    "auxk": {"family": "sparse", "variant": "topk", "features": 24, "k": 2, "revive": "auxk"},
    "resample": {
        "family": "sparse",
        "variant": "l1",
        "features": 24,
        "revive": "resample",
        "dead_window": 64,
    },
}
EAGER = {"k_sparse"}


def session(given: RunSpec, tape: MemoryTape | None = None) -> Session:
    made = Session(given, load(given.dataset), CPU, Clock())
    made.capture(tape)
    return made


def same(one: Session, other: Session, exactly: bool = True) -> None:
    state = other.checkpoint().tensors
    for name, tensor in one.checkpoint().tensors.items():
        if exactly:
            assert torch.equal(tensor, state[name]), name
        else:
            torch.testing.assert_close(tensor, state[name], rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("name", sorted(MODELS.keys() - EAGER))
def test_recorded_steps_are_the_same_as_steps_done_one_by_one(name: str) -> None:
    tape = MemoryTape()
    given = spec(MODELS[name])
    recorded, eager = session(given, tape), session(given)
    for _ in range(STEPS):
        recorded.advance()
        eager.advance()
    assert recorded.eager_because is None
    assert (tape.warmed, tape.recorded) == (2 * WARM_UP, 2)
    assert tape.replayed == STEPS - 2 * WARM_UP
    # TC's weight β − 1 is rounded to 32 bits before the subtraction in one, after it in the other.
    same(recorded, eager, exactly=name != "beta_tc")


@pytest.mark.parametrize("schedule", ["cosine", "staircase"])
def test_the_learning_rate_follows_its_schedule(schedule: str) -> None:
    given = spec(MODELS["bernoulli"], schedule=schedule)
    recorded, eager = session(given, MemoryTape()), session(given)
    for _ in range(STEPS):
        recorded.advance()
        eager.advance()
    same(recorded, eager)


@pytest.mark.parametrize("stop", [1, 9, 10, 33])
def test_a_recorded_training_is_resumed_exactly(stop: int) -> None:
    given = spec(MODELS["rising"])
    whole, first, second = (session(given, MemoryTape()) for _ in range(3))
    for _ in range(STEPS):
        whole.advance()
    for _ in range(stop):
        first.advance()
    second.restore(first.checkpoint())
    for _ in range(STEPS - stop):
        second.advance()
    same(second, whole)


def test_a_population_is_recorded_too() -> None:
    tape = MemoryTape()
    recorded, eager = ([session(given) for given in POPULATIONS["all"]] for _ in range(2))
    populations = Population(recorded, tape), Population(eager)
    for _ in range(35):
        for population in populations:
            population.advance()
    for population in populations:
        population.settle()
    assert tape.replayed == 35 - 2 * WARM_UP
    for one, other in zip(recorded, eager, strict=True):
        same(one, other)


def test_inputs_stay_where_they_are() -> None:
    """A recording reads the memory it was made with; what comes later must be copied there."""
    seen: list[tuple[int, ...]] = []

    def work(inputs: Inputs) -> dict[str, torch.Tensor]:
        seen.append(tuple(tensor.data_ptr() for tensor in inputs))
        return {"sum": inputs.rows.sum() * inputs.factor}

    tape = MemoryTape()
    replay = Replay(work, tape, [])
    for step in range(8):
        given = Inputs(torch.full((4,), step), torch.zeros(1), torch.tensor(float(step)))
        assert replay(given)["sum"] == 4 * step * step
    assert len(set(seen)) == 1
    assert tape.replayed == 8 - WARM_UP


class TimelessStep(Step):
    """A step whose place in training cannot be asked for: a recording would keep the answer."""

    def __getattribute__(self, name: str) -> Any:
        assert name not in ("number", "fraction"), f"{name} is read within a recorded step"
        return super().__getattribute__(name)


@pytest.fixture
def fake() -> Iterator[FakeTensorMode]:
    """Tensors without values: whatever asks for one raises, as it would wait for a GPU."""
    with FakeTensorMode(allow_non_fake_inputs=False) as mode:
        yield mode


def learn_without_values(name: str, mode: FakeTensorMode) -> None:
    with unset_fake_temporarily():
        made = session(spec(MODELS[name]))
        made.by_hand = None  # on a GPU there is none
        x = made.x[:32].clone()
    for module in made.model.modules():
        for kind in (module._parameters, module._buffers):
            for key, tensor in kind.items():
                if tensor is not None:
                    kind[key] = mode.from_tensor(tensor)
    made.optimiser = optimiser_for(made.spec, made.model)
    made.binarise = Binariser(made.generators["binarisation"])
    made.dequantise = Dequantiser(made.generators["dequantisation"])
    dials = {key: torch.empty(()) for key in made.model.dials(Step(1, made.total))}
    moment = TimelessStep(1, made.total, made.generators["noise"], dials=dials)
    made.learn(mode.from_tensor(x), moment, torch.ones((), dtype=torch.float64))


@pytest.mark.parametrize("name", sorted(MODELS.keys() - EAGER - {"auxk"}))
def test_no_step_waits_for_a_value_or_reads_its_number(name: str, fake: FakeTensorMode) -> None:
    learn_without_values(name, fake)


def test_asking_for_a_value_would_be_noticed(fake: FakeTensorMode) -> None:
    with pytest.raises(DataDependentOutputException):
        learn_without_values("auxk", fake)  # whose shortcut for CPUs alone looks for dead features


def test_without_that_shortcut_no_value_is_asked_for(
    fake: FakeTensorMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def some(self: torch.Tensor, dim: int | None = None) -> torch.Tensor | bool:
        return True if dim is None else torch.any(self, dim)

    monkeypatch.setattr(torch.Tensor, "any", some)
    learn_without_values("auxk", fake)


DOCUMENTS = {
    "dataset": {"name": "docstrings", "train_size": 64, "validation_size": 0},
    "model": {"family": "sparse", "variant": "topk", "features": 8, "k": 2},
}
FRESH = {
    "dataset": {"name": "superposition", "train_size": 64, "validation_size": 0, "fresh": True},
    "model": {"family": "sparse", "variant": "l1", "features": 8},
}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"dataset": {"name": "digits"}, "model": MODELS["k_sparse"]}, "k falls"),
        (DOCUMENTS, "number of words"),
        (FRESH, "drawn on the CPU"),
    ],
)
def test_what_cannot_be_recorded_is_done_step_by_step_and_says_why(
    given: dict[str, Any], words: str
) -> None:
    tape = MemoryTape()
    training = {"epochs": 1, "batch_size": 32, "device": "cpu"}
    made = session(parse_spec(given | {"training": training}), tape)
    assert made.eager_because is not None
    assert words in made.eager_because
    for _ in range(WARM_UP + 2):
        made.advance()
    assert (tape.warmed, tape.recorded) == (0, 0)


def test_schedules_are_the_same_in_tensors() -> None:
    given = spec(MODELS["rising"] | {"beta": 3}, steps=2 * BLOCK, epochs=None, schedule="cosine")
    made = session(given)
    dials = Dials([made.model], made.total, "cosine", CPU)
    for number in (1, 700, BLOCK, BLOCK + 1, 2 * BLOCK, 5):
        values, factor = dials.at(number)
        step = Step(number, made.total)
        assert dials.named(values[0])["beta"] == pytest.approx(made.model.dials(step)["beta"])
        assert float(factor) == rate_factor("cosine", step.fraction)
