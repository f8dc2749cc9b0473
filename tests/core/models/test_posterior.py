"""Posteriors against values worked out by hand and PyTorch's own distributions."""

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from core.models.variational.posterior import DiagonalGaussian


def test_kl_closed_form():
    ones, zeros = torch.ones(3, 10), torch.zeros(3, 10)
    assert DiagonalGaussian(ones, zeros).kl().sum(dim=1).tolist() == pytest.approx([5.0] * 3)
    assert float(DiagonalGaussian(ones, ones).kl()[0].sum()) == pytest.approx(8.591, abs=5e-4)
    assert float(DiagonalGaussian(zeros, zeros).kl().sum()) == 0


def test_the_gaussian_is_pytorchs():
    mean, log_variance, z = torch.randn(3, 5, 4, generator=torch.Generator().manual_seed(0))
    q = DiagonalGaussian(mean, log_variance)
    theirs, prior = Normal(mean, (0.5 * log_variance).exp()), Normal(0.0, 1.0)
    assert torch.allclose(q.deviation, theirs.stddev)
    assert torch.allclose(q.log_density(z), theirs.log_prob(z), atol=1e-5)
    assert torch.allclose(q.log_prior(z), prior.log_prob(z), atol=1e-5)
    assert torch.allclose(q.kl(), kl_divergence(theirs, prior), atol=1e-5)


def test_samples_have_the_posteriors_mean_and_deviation():
    """Not its variance in the place of the deviation: a mistake of well-known code."""
    mean, log_variance = torch.tensor([[1.0, -2.0]]), torch.tensor([[2.0, -3.0]])
    q = DiagonalGaussian(mean, log_variance)
    z = q.sample(40_000, torch.Generator().manual_seed(0))
    assert z.shape == (40_000, 1, 2)
    assert torch.allclose(z.mean(dim=0), mean, atol=0.05)
    assert torch.allclose(z.std(dim=0), torch.exp(log_variance / 2), rtol=0.02)


def test_gradients_pass_through_samples():
    mean = torch.zeros(1, 2, requires_grad=True)
    log_variance = torch.zeros(1, 2, requires_grad=True)
    z = DiagonalGaussian(mean, log_variance).sample(1, torch.Generator().manual_seed(0))
    z.sum().backward()
    assert mean.grad is not None
    assert log_variance.grad is not None
    assert torch.equal(mean.grad, torch.ones(1, 2))
    assert torch.allclose(log_variance.grad, z.detach()[0] / 2)  # d exp(a/2)ε / da at a = 0
