"""Variants with a gate on every feature: JumpReLU and Gated."""

import pytest
import torch

from core.models import Step
from core.models.sparse.base import Pass
from core.models.sparse.jumprelu import jump

BASE = {"family": "sparse", "features": 10, "warmup": 0}
JUMPRELU = {**BASE, "variant": "jumprelu", "weight": 2.0}
AIMED = {key: value for key, value in JUMPRELU.items() if key != "weight"}
GATED = {**BASE, "variant": "gated", "weight": 2.0}


def test_jumprelus_threshold_gradient_is_minus_500():
    theta = torch.tensor([0.5], requires_grad=True)
    pi = torch.tensor([[0.5004]], requires_grad=True)
    z, _ = jump(pi, theta, 1e-3)
    assert z.item() == pytest.approx(0.5004)
    z.sum().backward()
    assert theta.grad.tolist() == pytest.approx([-500])
    assert pi.grad.tolist() == [[1]]


def test_firing_costs_the_threshold_and_nothing_reaches_the_pre_activation():
    theta = torch.tensor([0.5], requires_grad=True)
    pi = torch.tensor([[0.5004], [0.4996], [0.6], [0.0]], requires_grad=True)
    _, on = jump(pi, theta, 1e-3)
    assert on.tolist() == [[1], [0], [1], [0]]
    on.sum().backward()
    assert theta.grad.tolist() == pytest.approx([-2000])  # two of four are within ε/2
    assert pi.grad is None or not pi.grad.any()


def test_pre_activations_below_the_threshold_are_zero_and_get_no_gradient():
    theta = torch.tensor([0.5, 0.0], requires_grad=True)
    pi = torch.tensor([[0.4, 0.2], [0.5, -1.0]], requires_grad=True)
    z, _ = jump(pi, theta, 0.1)
    assert z.tolist() == [[0, pytest.approx(0.2)], [0, 0]]
    z.sum().backward()
    assert pi.grad.tolist() == [[0, 1], [0, 0]]


def test_jumprelus_penalty_counts_what_fires(make):
    model = make(JUMPRELU)
    terms = model.terms(make.x, Step(5, 10))
    assert float(terms["sparsity"]) == pytest.approx(2 * float(terms["l0"]))
    aimed = make({**AIMED, "target_l0": 4.0}).terms(make.x, Step(5, 10))
    size = make.x.shape[1]
    assert float(aimed["sparsity"]) == pytest.approx(size * (float(aimed["l0"]) / 4 - 1) ** 2)


def test_thresholds_start_where_told_and_stay_at_or_above_zero(make):
    model = make({**JUMPRELU, "threshold": 0.02, "weight": 0.0})
    assert model.theta.tolist() == pytest.approx([0.02] * 10)
    make.train(model, steps=50, learning_rate=0.05)
    assert float(model.theta.detach().min()) == 0


def test_a_target_is_reached(make):
    model = make({**AIMED, "target_l0": 3.0})
    make.train(model, steps=400, learning_rate=1e-2)
    assert float((model.encode(make.x) > 0).float().sum(dim=1).mean()) == pytest.approx(3, abs=0.5)


def gates(model, x):
    inputs = model.to_units(x)
    return inputs, (inputs - model.b_dec) @ model.W_enc + model.b_enc


def test_gated_codes_and_loss_by_hand(make):
    model = make(GATED)
    draws = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for vector in (model.r, model.b_magnitude, model.b_enc):
            vector.copy_(0.3 * torch.randn(10, generator=draws))
        inputs, gate = gates(model, make.x)
        magnitude = (inputs - model.b_dec) @ (model.W_enc * model.r.exp()) + model.b_magnitude
        z = (gate > 0) * magnitude.relu()
        assert torch.allclose(model.encode(make.x), z, atol=1e-5)
        terms = model.terms(make.x, Step(5, 10))
        y, auxiliary = (code @ model.W_dec + model.b_dec for code in (z, gate.relu()))
    expected = {
        "reconstruction": (inputs - y).square().sum(dim=1).mean(),
        "sparsity": 2 * gate.relu().sum(dim=1).mean(),
        "gate_reconstruction": (inputs - auxiliary).square().sum(dim=1).mean(),
    }
    for name, value in expected.items():
        assert float(terms[name]) == pytest.approx(float(value), rel=1e-4), name
    assert float(terms["objective"]) == pytest.approx(sum(map(float, expected.values())), rel=1e-4)


def test_the_gates_error_does_not_train_the_decoder(make):
    """Exactly 0 on W_dec; b_dec learns from it through the centring of the encoder alone."""
    model = make(GATED)
    inputs, gate = gates(model, make.x)
    y = gate.relu() @ model.W_dec.detach() + model.b_dec.detach()
    by_hand = torch.autograd.grad((inputs - y).square().sum() / len(make.x), model.b_dec)[0]
    batch_terms = costs_of(model, make.x)
    found = torch.autograd.grad(
        batch_terms["gate_reconstruction"], [model.W_dec, model.b_dec], allow_unused=True
    )
    assert found[0] is None
    assert torch.allclose(found[1], by_hand, atol=1e-5)
    assert by_hand.abs().max() > 1e-3


def costs_of(model, x):
    inputs = model.to_units(x)
    pi = model.pre_activations(inputs)
    return model.costs(Pass(x, inputs, pi, model.codes(pi)), Step(5, 10))


def test_the_reconstruction_does_not_train_the_gates_bias(make):
    """The step 1[π_g > 0] has no gradient: gates learn from the penalty and the second error."""
    model = make(GATED)
    pi = model.pre_activations(model.to_units(make.x))
    gradient = torch.autograd.grad(model.codes(pi).square().sum(), model.b_enc)[0]
    assert gradient.abs().max() < 1e-4
