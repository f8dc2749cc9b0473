"""Our optimisers compute what PyTorch's do, and go on exactly from their state."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from core.models import DataInfo, Model, build
from core.spec import RunSpec, parse_spec
from core.training.optimiser import OPTIMISERS, Optimiser, optimiser_for

THEIRS = {
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.01),
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.01, momentum=0.9),
}


def network() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(5, 4), torch.nn.Tanh(), torch.nn.Linear(4, 3))


def ours(name: str, model: torch.nn.Module) -> Optimiser:
    return OPTIMISERS[name](dict(model.named_parameters()), rate=0.01)


def backward(model: torch.nn.Module, step: int) -> None:
    x = torch.randn(8, 5, generator=torch.Generator().manual_seed(step))
    model(x).square().sum().backward()


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_step_is_pytorchs(name: str) -> None:
    model, reference = network(), network()
    optimiser, their = ours(name, model), THEIRS[name](reference.parameters())
    for step in range(50):
        backward(model, step)
        optimiser.step()
        optimiser.zero_gradients()
        backward(reference, step)
        their.step()
        their.zero_grad()
        for mine, yours in zip(model.parameters(), reference.parameters(), strict=True):
            torch.testing.assert_close(mine, yours, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_it_goes_on_exactly_from_its_state(name: str) -> None:
    model = network()
    optimiser = ours(name, model)
    for step in range(5):
        backward(model, step)
        optimiser.step()
        optimiser.zero_gradients()
    copy = network()
    copy.load_state_dict(model.state_dict())
    second = ours(name, copy)
    second.restore({key: value.clone() for key, value in optimiser.state().items()})
    for trained, taken in ((model, optimiser), (copy, second)):
        backward(trained, 9)
        taken.step()
    for mine, yours in zip(model.parameters(), copy.parameters(), strict=True):
        assert torch.equal(mine, yours)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_factor_scales_the_rate_of_one_step(name: str) -> None:
    model, reference = network(), network()
    optimiser, slow = ours(name, model), OPTIMISERS[name](dict(reference.named_parameters()), 0.002)
    for part, taken, factor in ((model, optimiser, 0.2), (reference, slow, 1.0)):
        backward(part, 0)
        taken.step(factor)
    for mine, yours in zip(model.parameters(), reference.parameters(), strict=True):
        torch.testing.assert_close(mine, yours)


def adversarial() -> tuple[RunSpec, Model]:
    spec = parse_spec(
        {
            "dataset": {"name": "digits"},
            "model": {"family": "variational", "objective": "factor", "discriminator": [4]},
            "training": {"learning_rate": 0.25},
        }
    )
    return spec, build(spec, DataInfo(64, (8, 8), torch.full((64,), 0.3), 1.0, 100))


def test_an_adversary_has_an_adam_of_its_own() -> None:
    spec, model = adversarial()
    optimiser = optimiser_for(spec, model)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimiser.step(0.5)
    for name, parameter in model.named_parameters():
        # The first step of Adam is its learning rate, whatever the gradient.
        rate = 0.001 if name.startswith("discriminator.") else 0.125
        moved = before[name] - parameter.detach()
        torch.testing.assert_close(moved, torch.full_like(moved, rate))
    state = optimiser.state()
    first = "discriminator.layers.0.weight"
    for moment, value in (("mean", 0.5), ("square", 0.1)):  # 1 − .5 and 1 − .9
        kept = state[f"adversary/{first}/{moment}"]
        torch.testing.assert_close(kept, torch.full_like(kept, value))
    assert f"{first}/mean" not in state
    optimiser.zero_gradients()
    assert all(parameter.grad is None for parameter in model.parameters())


@pytest.mark.parametrize("name", OPTIMISERS)
def test_it_forgets_the_entries_named_and_no_others(name: str) -> None:
    model = network()
    optimiser = ours(name, model)
    backward(model, 0)
    optimiser.step()
    before = {key: value.clone() for key, value in optimiser.state().items()}
    column = torch.tensor([False, True, False, False, False])
    optimiser.forget({"0.weight": column})
    for key, value in optimiser.state().items():
        if key.startswith("0.weight/"):
            assert not value[:, 1].any()
            assert torch.equal(value[:, ~column], before[key][:, ~column])
            assert value[:, 0].any()
        else:
            assert torch.equal(value, before[key])


@pytest.mark.process
def test_training_does_not_import_the_compiler(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from core.runs import Library;"
        "from core.spec import parse_spec; from core.training import train;"
        "library = Library(Path(sys.argv[1]), gallery=None);"
        "spec = parse_spec({'dataset': {'name': 'digits'}, 'model': {'family': 'variational',"
        "'latent_dim': 2}, 'training': {'steps': 2}}); train(library.create(spec));"
        "sys.exit('torch._dynamo' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=root, check=False)
    assert done.returncode == 0
