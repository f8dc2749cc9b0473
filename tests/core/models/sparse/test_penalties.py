"""Variants that charge for codes: L1, L2 and KL, by hand and by finite differences."""

import math

import pytest
import torch

from core.models import Step
from core.models.sparse.base import Pass
from core.models.sparse.kl import bernoulli_kl

BASE = {"family": "sparse", "features": 10}
L1 = {**BASE, "variant": "l1", "weight": 2.0, "warmup": 0}
L2 = {**BASE, "variant": "l2", "weight": 2.0, "warmup": 0}
KL = {**BASE, "variant": "kl", "weight": 2.0, "target": 0.1, "decay": 0.0, "warmup": 0}


def charged(model, z: torch.Tensor, step: Step) -> dict[str, float]:
    """What codes z cost."""
    x = torch.zeros(len(z), 12)
    costs = model.costs(Pass(x, x, z, z), step)
    return {name: float(cost.detach()) for name, cost in costs.items()}


def test_l1_penalty_by_hand_counts_the_lengths_of_atoms(make):
    model = make({**L1, "features": 2, "decoder_norm": "free"})
    with torch.no_grad():
        model.W_dec.zero_()
        model.W_dec[0, 0], model.W_dec[1, :2] = 2.0, torch.tensor([3.0, 4.0])
    z = torch.tensor([[1.0, 0.0], [2.0, 1.0]])
    # λ = 2; example 1: 1·2, example 2: 2·2 + 1·5; mean (2 + 9) / 2
    assert charged(model, z, Step.after(1)) == {"sparsity": pytest.approx(11.0)}
    model.by_length = False
    assert charged(model, z, Step.after(1)) == {"sparsity": pytest.approx(4.0)}


def test_codes_charged_alone_let_atoms_grow(make):
    """The same output costs less from longer atoms: the penalty falls and atoms lengthen."""
    lengths = {}
    for charge in ("contribution", "code"):
        model = make({**L1, "decoder_norm": "free", "charge": charge})
        make.train(model, steps=200)
        lengths[charge] = float(model.lengths().mean().detach())
    assert lengths["code"] > 1.5 * lengths["contribution"]


def test_l2_penalty_by_hand(make):
    z = torch.zeros(2, 10)
    z[0, 0], z[1, 1], z[1, 2] = 3.0, 1.0, 2.0
    assert charged(make(L2), z, Step.after(1)) == {"sparsity": pytest.approx(2 * (9 + 5) / 2)}


def test_l2_shrinks_and_does_not_zero_where_l1_does(make):
    """Equally costly at the start, L1 leaves fewer features on."""
    on = {}
    for settings in (L1, {**L2, "weight": 1.0}):
        model = make(settings)
        make.train(model, steps=300)
        on[settings["variant"]] = float((model.encode(make.x) > 0).float().sum(dim=1).mean())
    assert on["l1"] < 0.6 * on["l2"]


def test_kl_by_hand():
    mean = torch.tensor([0.1, 0.5])
    expected = 0.1 * math.log(0.1 / 0.5) + 0.9 * math.log(0.9 / 0.5)
    assert float(bernoulli_kl(0.1, mean)) == pytest.approx(expected, rel=1e-5)
    assert float(bernoulli_kl(0.1, torch.full((3,), 0.1))) == pytest.approx(0, abs=1e-6)
    assert math.isfinite(float(bernoulli_kl(0.1, torch.tensor([0.0, 1.0]))))


@pytest.mark.parametrize("name", ["W_enc", "b_enc", "W_dec", "b_dec"])
def test_the_kl_objectives_gradient_is_that_of_finite_differences(make, name):
    """With decay 0 the running mean is the batch's own, so the objective is one function."""
    model = make({**KL, "weight_decay": 0.3, "decoder_norm": "free"}).double()
    x = make.x.double()
    model.terms(x, Step(1, 10))["objective"].backward()
    parameter = model.get_parameter(name)
    place = (0,) * (parameter.ndim - 1) + (3,)
    values = []
    for nudge in (1e-5, -1e-5):
        with torch.no_grad():
            parameter[place] += nudge
            values.append(float(model.terms(x, Step(1, 10))["objective"]))
            parameter[place] -= nudge
    slope = (values[0] - values[1]) / 2e-5
    assert float(parameter.grad[place]) == pytest.approx(slope, rel=1e-5, abs=1e-7)


def test_kl_uses_the_running_means_value_and_the_batchs_gradient(make):
    model = make({**KL, "decay": 0.9})
    z = torch.full((4, 10), 0.4, requires_grad=True)
    x = torch.zeros(4, 12)
    for number, level in ((1, 0.2), (2, 0.6)):  # a plain mean at first: (0.2 + 0.6) / 2
        model.costs(Pass(x, x, z, torch.full((4, 10), level)), Step(number, 100))
    assert model.mean_activation.tolist() == pytest.approx([0.4] * 10)
    cost = model.costs(Pass(x, x, z, z), Step(500, 1000))["sparsity"]
    running = 0.9 * 0.4 + 0.1 * 0.4
    expected = 2 * 10 * (0.1 * math.log(0.1 / running) + 0.9 * math.log(0.9 / (1 - running)))
    assert float(cost.detach()) == pytest.approx(expected, rel=1e-4)
    cost.backward()
    slope = 2 * (-0.1 / running + 0.9 / (1 - running)) / 4
    assert z.grad.flatten().tolist() == pytest.approx([slope] * 40, rel=1e-4)


def test_evaluation_takes_the_examples_own_mean_and_leaves_the_running_one(make):
    model = make({**KL, "decay": 0.9})
    before = model.mean_activation.clone()
    z = torch.full((4, 10), 0.5)
    cost = charged(model, z, Step.after(10))["sparsity"]
    assert cost == pytest.approx(2 * float(bernoulli_kl(0.1, torch.full((10,), 0.5))))
    assert torch.equal(model.mean_activation, before)


def test_weight_decay_is_on_weights_only(make):
    model = make({**KL, "weight_decay": 0.5})
    cost = model.costs(Pass(*[torch.zeros(2, 10)] * 4), Step.after(1))["weight_decay"]
    weights = model.W_enc.square().sum() + model.W_dec.square().sum()
    assert float(cost.detach()) == pytest.approx(0.25 * float(weights.detach()))
    cost.backward()
    assert model.b_enc.grad is None
    assert model.b_dec.grad is None
    assert "weight_decay" not in make({**KL, "weight_decay": 0.0}).terms(make.x, Step(1, 10))


def test_training_brings_the_mean_activation_to_rho(make):
    model = make({**KL, "weight": 100.0, "decay": 0.9})
    make.train(model, steps=300, learning_rate=0.03)
    means = model.encode(make.x).mean(dim=0)
    assert means.tolist() == pytest.approx([0.1] * 10, abs=0.02)


@pytest.mark.parametrize("settings", [L2, KL])
def test_what_is_never_zero_counts_as_on_above_a_threshold(make, settings):
    model = make(settings)
    assert model.l0_threshold == 0.1
    z = torch.tensor([0.0, 0.05, 0.1, 0.11, 2.0])
    assert model.firing(z).tolist() == [False, False, False, True, True]
    on = (model.encode(make.x) > 0.1).sum(dim=1).float().mean()
    assert float(model.terms(make.x, Step.after(1))["l0"]) == pytest.approx(float(on))
    assert model.encoder_export().json["l0_threshold"] == 0.1
    assert "l0_threshold" not in make(L1).encoder_export().json
