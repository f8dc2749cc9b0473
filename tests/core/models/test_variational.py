"""Variational autoencoders: exact posteriors, schedules, bounds."""

import math

import pytest
import torch
from torch.distributions import MultivariateNormal

from core.evaluation.metrics import log_mean_weight
from core.models import Step
from core.models.variational import OBJECTIVES
from core.models.variational.posterior import DiagonalGaussian, bounded
from core.models.variational.schedule import beta_factor
from core.spec import ScheduleSpec
from core.spec.variational import VARIATIONAL

BASE = {"family": "variational", "latent_dim": 3}
SIGMA = 0.5


def test_every_objective_of_the_specification_has_a_model():
    assert set(OBJECTIVES.names()) == set(VARIATIONAL.members)


class LinearGaussian:
    """p(z) = N(0, I), p(x|z) = N(W z, σ² I): the VAE whose log p(x) is known."""

    def __init__(self, make, orthogonal: bool) -> None:
        generator = torch.Generator().manual_seed(0)
        W = torch.randn(12, 3, generator=generator, dtype=torch.float64)
        if orthogonal:
            W = torch.linalg.qr(W)[0] * torch.tensor([0.5, 1.0, 1.5])
        self.model = make({**BASE, "likelihood": "gaussian", "sigma": SIGMA}).double()
        self.model.decoder = torch.nn.Linear(3, 12, bias=False).double()
        self.model.decoder.weight.data.copy_(W)
        self.precision = torch.eye(3, dtype=torch.float64) + W.T @ W / SIGMA**2
        covariance = W @ W.T + SIGMA**2 * torch.eye(12, dtype=torch.float64)
        marginal = MultivariateNormal(torch.zeros(12, dtype=torch.float64), covariance)
        self.x = marginal.covariance_matrix.new_empty(200, 12).normal_(generator=generator)
        self.x = self.x @ torch.linalg.cholesky(covariance).T
        self.log_p = marginal.log_prob(self.x)
        self.mean = self.x @ W @ torch.linalg.inv(self.precision) / SIGMA**2
        # The optimal mean-field q has the precision's diagonal.
        self.log_variance = -self.precision.diagonal().log().expand_as(self.mean)

    def log_weights(self, samples: int) -> torch.Tensor:
        q = DiagonalGaussian(self.mean, self.log_variance)
        z = q.sample(samples, torch.Generator().manual_seed(1))
        with torch.no_grad():
            return self.model.sampled(self.x, q, z).log_weights


def test_log_weights_at_the_exact_posterior_are_log_p_without_variance(make):
    exact = LinearGaussian(make, orthogonal=True)
    weights = exact.log_weights(64)
    assert float(weights.std(dim=0).max()) < 1e-6
    assert torch.allclose(weights.mean(dim=0), exact.log_p, atol=1e-6)
    assert torch.allclose(log_mean_weight(weights.split(5)), exact.log_p, atol=1e-6)


def test_the_gap_to_log_p_falls_with_the_samples_and_starts_at_its_formula(make):
    correlated = LinearGaussian(make, orthogonal=False)
    weights = correlated.log_weights(2048)
    gaps = []
    for K in (1, 4, 16, 64, 256):
        groups = weights.view(2048 // K, K, -1)
        estimates = groups.logsumexp(dim=1) - math.log(K)
        gaps.append(float((correlated.log_p - estimates.mean(dim=0)).mean()))
    assert gaps == sorted(gaps, reverse=True)
    precision = correlated.precision
    formula = 0.5 * float(precision.diagonal().log().sum() - torch.logdet(precision))
    assert formula > 0.1
    assert gaps[0] == pytest.approx(formula, rel=0.02)
    assert gaps[-1] < 0.05 * formula


@pytest.mark.parametrize("likelihood", ["bernoulli", "continuous_bernoulli", "gaussian"])
def test_the_mean_log_weight_is_the_elbo_of_the_terms(make, likelihood):
    model = make({**BASE, "likelihood": likelihood})
    x = make.x.round() if model.binarise else make.x
    with torch.no_grad():
        q = model.posterior(x)
        z = q.sample(4000, torch.Generator().manual_seed(0))
        expected = float(model.sampled(x, q, z).log_weights.mean())
        noise = torch.Generator().manual_seed(1)
        step = Step(1, 1, noise, training=False)
        found = sum(float(model.terms(x, step)["elbo"]) for _ in range(400)) / 400
    assert found == pytest.approx(expected, abs=0.2)


def test_the_elbo_never_uses_beta(make):
    found = []
    for beta in (0.0, 1.0, 8.0):
        model = make({**BASE, "beta": beta})
        terms = model.terms(make.x.round(), Step(5, 10, torch.Generator().manual_seed(0)))
        values = {name: float(term.detach()) for name, term in terms.items()}
        assert values["beta"] == beta
        expected = values["reconstruction"] + beta * values["kl"]
        assert values["objective"] == pytest.approx(expected, rel=1e-6)
        found.append(values["elbo"])
        assert values["elbo"] == pytest.approx(-(values["reconstruction"] + values["kl"]))
    assert found[0] == found[1] == found[2]


def test_beta_follows_its_schedule(make):
    model = make({**BASE, "beta": 4.0, "schedule": {"kind": "linear", "share": 0.5}})
    x, noise = make.x.round(), torch.Generator()
    betas = [float(model.terms(x, Step(n, 100, noise))["beta"]) for n in (1, 26, 51, 100)]
    assert betas == [0, 2, 4, 4]


def test_schedule_values():
    def at(schedule, *fractions):
        return [pytest.approx(beta_factor(schedule, f), abs=1e-12) for f in fractions]

    assert at(ScheduleSpec(), 0.0, 0.5, 1.0) == [1, 1, 1]
    linear = ScheduleSpec(kind="linear", share=0.4)
    assert at(linear, 0.0, 0.1, 0.2, 0.4, 0.9, 1.0) == [0, 0.25, 0.5, 1, 1, 1]
    cosine = ScheduleSpec(kind="cosine", share=0.5)
    assert at(cosine, 0.0, 0.125, 0.25, 0.5, 1.0) == [0, (1 - 0.5**0.5) / 2, 0.5, 1, 1]
    cyclical = ScheduleSpec(kind="cyclical", cycles=4, ramp=0.5)
    assert at(cyclical, 0.0, 0.0625, 0.125, 0.2, 0.25, 0.3125, 0.99, 1.0) == [
        *(0, 0.5, 1, 1),
        *(0, 0.5, 1, 1),
    ]
    at_once = ScheduleSpec(kind="linear", share=0.0)
    assert at(at_once, 0.0, 1.0) == [1, 1]


def test_the_log_variance_is_bounded_smoothly():
    raw = torch.linspace(-8, 8, 33)
    assert (bounded(raw) - raw).abs().max() < 0.02
    extremes = torch.tensor([-1e30, -1e4, -13, 13, 1e4, 1e30], requires_grad=True)
    found = bounded(extremes)
    assert float(found.detach().abs().max()) <= 12 + 1e-5
    assert (found.diff() >= 0).all()
    found.sum().backward()
    assert torch.isfinite(extremes.grad).all()


def test_extreme_log_variances_leave_terms_and_gradients_finite(make):
    for extreme in (-1e6, 1e6):
        model = make({**BASE, "likelihood": "gaussian"})
        with torch.no_grad():
            model.encoder.bias[3:] = extreme
        terms = model.terms(make.x, Step(1, 2, torch.Generator().manual_seed(0)))
        terms["objective"].backward()
        assert all(torch.isfinite(term) for term in terms.values())
        assert all(torch.isfinite(p.grad).all() for p in model.parameters())


def test_sampling_without_a_noise_stream_is_refused(make):
    with pytest.raises(ValueError, match=r"Step\.noise is missing"):
        make(BASE).terms(make.x.round(), Step(1, 2))


def test_optimal_sigma_is_logged_and_learned_in_training_only(make):
    model = make({**BASE, "likelihood": "gaussian"})
    noise = torch.Generator().manual_seed(0)
    start = float(model.likelihood.variance)
    assert start == pytest.approx(float((make.x - make.x.mean(dim=0)).square().mean()))
    assert "sigma" in model.terms(make.x, Step(1, 9, noise, training=False))
    assert float(model.likelihood.variance) == start
    model.terms(make.x, Step(1, 9, noise))
    assert float(model.likelihood.variance) != start
