"""Mistakes found in well-known variational code; ours makes none (SCIENCE.md, section 3)."""

import pytest
import torch

from core.models import Step
from core.models.variational import OBJECTIVES

BASE = {"family": "variational", "latent_dim": 3}


def terms(model, x, seed=0):
    step = Step(5, 10, torch.Generator().manual_seed(seed), training=False)
    with torch.no_grad():
        return {name: float(value) for name, value in model.terms(x, step).items()}


def test_the_reconstruction_is_summed_over_features_as_the_kl_is_over_latents(make):
    """A mean over features beside a summed KL would be a β of D."""
    model, x = make(BASE), make.x.round()
    with torch.no_grad():
        q = model.posterior(x)
        z = q.sample(1, torch.Generator().manual_seed(0))[0]
        logits = model.decoder(z)
        by_feature = -(x * logits - logits.exp().log1p())
        by_latent = 0.5 * (q.mean**2 + q.log_variance.exp() - 1 - q.log_variance)
    found = terms(model, x)
    assert found["reconstruction"] == pytest.approx(float(by_feature.sum() / len(x)), rel=1e-5)
    assert found["kl"] == pytest.approx(float(by_latent.sum() / len(x)), rel=1e-5)


def test_losses_are_averaged_over_examples(make):
    """Twice the same batch costs the same."""
    model, x = make({**BASE, "objective": "free_bits"}), make.x.round()
    once, twice = terms(model, x), terms(model, torch.cat((x, x)))
    assert twice["kl"] == pytest.approx(once["kl"], rel=1e-5)
    assert twice["charged_kl"] == pytest.approx(once["charged_kl"], rel=1e-5)


def test_cross_entropy_is_taken_on_logits_not_after_a_sigmoid(make):
    """After a sigmoid in single precision, log(1 − σ(200)) is −∞ or its gradient 0."""
    model = make(BASE)
    logits = torch.full((1, 12), 200.0, requires_grad=True)
    wrong = model.likelihood.log_prob(torch.zeros(1, 12), logits)
    assert float(wrong.detach()) == pytest.approx(-200 * 12)
    wrong.sum().backward()
    assert logits.grad.tolist() == [[-1.0] * 12]


@pytest.mark.parametrize("objective", OBJECTIVES.names())
def test_the_code_that_is_shown_is_never_a_sample(make, objective):
    """It is the mean; of a spike and slab, whose mean has no zeros, the likelier of the two."""
    model, x = make({**BASE, "objective": objective}), make.x.round()
    q = model.posterior(x)
    shown = q.code if objective == "sparse" else q.mean
    assert torch.equal(model.encode(x), model.encode(x))
    assert torch.equal(model.encode(x), shown)


def test_an_example_is_coded_alike_whatever_batch_it_comes_in(make):
    model, x = make({**BASE, "objective": "beta_tc"}), make.x.round()
    alone = torch.cat([model.encode(one) for one in x.split(1)])
    assert torch.allclose(alone, model.encode(x), atol=1e-6)
