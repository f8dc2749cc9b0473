"""Resampling: dead features start anew, and the optimiser forgets exactly them."""

import pytest
import torch

from core.models import Step
from core.models.sparse.resampling import resampled
from core.training.optimiser import OPTIMISERS

BASE = {"family": "sparse", "features": 10, "revive": "resample", "dead_window": 100}
VARIANTS = [
    {**BASE, "variant": "none"},
    {**BASE, "variant": "topk", "k": 3},
    {**BASE, "variant": "jumprelu", "threshold": 0.3},
    {**BASE, "variant": "gated"},
    {**BASE, "variant": "l1", "output": "sigmoid"},
]
DEAD = [2, 5]
LIVING = [0, 1, 3, 4, 6, 7, 8, 9]


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def half_dead(make, settings):
    """A trained model in which two features have not fired for a whole window."""
    model = make(settings)
    optimiser = OPTIMISERS["adam"](dict(model.named_parameters()), 0.01)
    for number in range(1, 6):
        model.terms(make.x, Step(number, 10))["objective"].backward()
        optimiser.step()
        optimiser.zero_gradients()
    model.unfired.fill_(0)
    model.unfired[DEAD] = 100
    return model, optimiser


@pytest.mark.parametrize("settings", VARIANTS, ids=lambda s: s["variant"])
def test_it_resets_weights_biases_and_moments_of_the_dead_and_of_no_others(make, settings):
    model, optimiser = half_dead(make, settings)
    before = {name: value.clone() for name, value in model.named_parameters()}
    moments = {name: value.clone() for name, value in optimiser.state().items()}
    optimiser.forget(model.restart(make.x, generator()))
    assert torch.allclose(model.W_dec[DEAD].norm(dim=1), torch.ones(2), atol=1e-6)
    length = 0.2 * before["W_enc"][:, LIVING].norm(dim=0).mean()
    assert torch.allclose(model.W_enc[:, DEAD], length * model.W_dec[DEAD].T, atol=1e-6)
    inputs = torch.nn.functional.normalize(model.to_units(make.x), dim=1)
    assert torch.allclose((model.W_dec[DEAD] @ inputs.T).amax(dim=1), torch.ones(2), atol=1e-5)
    starts = {"b_enc": 0.0, "theta": 0.3, "r": 0.0, "b_magnitude": 0.0}
    for name, value in model.named_parameters():
        if name in starts:
            assert value[DEAD].tolist() == pytest.approx([starts[name]] * 2)
        if name != "b_dec":
            living = (slice(None), LIVING) if name == "W_enc" else (LIVING,)
            assert torch.equal(value[living], before[name][living]), name
    assert torch.equal(model.b_dec, before["b_dec"])
    for key, moment in optimiser.state().items():
        name = key.split("/")[0]
        if name in ("steps", "b_dec"):
            assert torch.equal(moment, moments[key])
            continue
        dead, living = ((slice(None), DEAD), (slice(None), LIVING)) if name == "W_enc" else (
            (DEAD,), (LIVING,))  # fmt: skip
        assert not moment[dead].any(), key
        assert torch.equal(moment[living], moments[key][living])
        assert moment[living].any(), key


def test_examples_are_drawn_by_the_square_of_their_loss():
    inputs = torch.eye(3)
    losses = torch.tensor([1.0, 2.0, 0.0])
    draws, counts = generator(), torch.zeros(3)
    for _ in range(500):
        W_enc, W_dec = torch.ones(3, 2), torch.ones(2, 3)
        dead = torch.tensor([True, False])
        assert resampled(W_enc, W_dec, dead, inputs, losses, draws)
        counts += W_dec[0]
    assert counts[2] == 0
    assert float(counts[1] / 500) == pytest.approx(4 / 5, abs=0.06)


def test_no_example_is_drawn_twice_while_there_are_others():
    W_enc, W_dec = torch.ones(4, 6), torch.ones(6, 4)
    dead = torch.tensor([True] * 5 + [False])
    resampled(W_enc, W_dec, dead, torch.eye(4), torch.ones(4), generator())
    assert sorted(W_dec[:5].sum(dim=0).tolist()) == [1, 1, 1, 2]
    assert W_dec[5].tolist() == [1] * 4


def test_nothing_changes_without_dead_features_or_without_error():
    W_enc, W_dec = torch.ones(3, 2), torch.ones(2, 3)
    nobody, everybody = torch.zeros(2, dtype=torch.bool), torch.ones(2, dtype=torch.bool)
    assert not resampled(W_enc, W_dec, nobody, torch.eye(3), torch.ones(3), generator())
    assert not resampled(W_enc, W_dec, everybody, torch.eye(3), torch.zeros(3), generator())
    assert not resampled(W_enc, W_dec, everybody, torch.zeros(3, 3), torch.ones(3), generator())
    assert W_enc.eq(1).all()
    assert W_dec.eq(1).all()
    assert resampled(W_enc, W_dec, everybody, torch.eye(3), torch.ones(3), generator())
    assert torch.isfinite(W_enc).all()


def test_it_is_due_once_a_window(make):
    model = make({**BASE, "variant": "none"}, batch_size=32)  # 100 examples are 4 batches of 32
    assert [n for n in range(1, 13) if model.restarts_after(Step(n, 12))] == [4, 8, 12]
    assert not make({**BASE, "variant": "none", "revive": "auxk"}).restarts_after(Step(4, 12))
    assert make({**BASE, "variant": "none"}).restart(make.x, generator()) == {}
