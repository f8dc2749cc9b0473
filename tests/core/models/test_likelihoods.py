"""Likelihoods against quadrature, scipy and torch.distributions."""

import math

import numpy as np
import pytest
import torch
from scipy import integrate, stats
from torch.distributions import Bernoulli as TorchBernoulli
from torch.distributions import ContinuousBernoulli as TorchContinuousBernoulli

from core.data import load
from core.errors import BadInput
from core.models.likelihoods import LIKELIHOODS, build_likelihood
from core.models.likelihoods.gaussian import LOG_SIGMA_FLOOR, Gaussian
from core.spec import parse_spec
from core.spec.likelihood import LIKELIHOODS as CHOICES

LOGITS = [-30.0, -3.0, -0.5, -0.0401, -0.0399, -1e-4, 0.0, 1e-3, 0.0399, 0.0401, 0.7, 9.0]


@pytest.fixture
def continuous():
    return build_likelihood("continuous_bernoulli")


def test_every_likelihood_of_the_specification_is_computed():
    assert set(LIKELIHOODS.names()) == set(CHOICES)


@pytest.mark.parametrize("logit", LOGITS)
def test_continuous_bernoulli_integrates_to_one_and_its_mean_is_the_integral(continuous, logit):
    params = torch.tensor([[logit]], dtype=torch.float64)

    def density(x):
        return float(continuous.log_prob(torch.tensor([[x]], dtype=torch.float64), params).exp())

    total, _ = integrate.quad(density, 0, 1, epsabs=1e-12)
    mean, _ = integrate.quad(lambda x: x * density(x), 0, 1, epsabs=1e-12)
    assert total == pytest.approx(1, abs=1e-9)
    assert float(continuous.mean(params)) == pytest.approx(mean, abs=1e-9)


def test_continuous_bernoulli_is_science_md_in_lambda(continuous):
    """Written in logits here, in λ there: the same function, series included."""
    lam = np.array([0.1, 0.3, 0.495, 0.5, 0.505, 0.9])
    params = torch.logit(torch.tensor(lam))
    off = lam - 0.5
    with np.errstate(all="ignore"):
        exact = np.log(np.abs(2 * np.arctanh(1 - 2 * lam))) - np.log(np.abs(1 - 2 * lam))
    series = math.log(2) + 4 / 3 * off**2 + 104 / 45 * off**4
    expected = np.where(np.abs(off) <= 0.01, series, exact)
    assert continuous.log_normaliser(params).numpy() == pytest.approx(expected, abs=1e-9)


def test_continuous_bernoulli_agrees_with_torch_and_has_finite_gradients(continuous):
    logits = torch.tensor([LOGITS, [-80.0, 80.0] * 6], requires_grad=True)
    x = torch.rand(logits.shape, generator=torch.Generator().manual_seed(0))
    found = continuous.log_prob(x, logits)
    expected = (
        TorchContinuousBernoulli(logits=continuous.logits(logits[0]).double())
        .log_prob(x[0].double())
        .sum()
    )
    assert float(found[0].detach()) == pytest.approx(float(expected.detach()), rel=1e-5)
    found.sum().backward()
    assert torch.isfinite(logits.grad).all()
    assert torch.isfinite(continuous.mean(logits)).all()


def test_bernoulli_log_prob_is_summed_over_features_and_broadcasts_over_samples():
    likelihood = build_likelihood("bernoulli")
    logits = torch.randn(4, 3, 5, generator=torch.Generator().manual_seed(0))
    x = (torch.rand(3, 5, generator=torch.Generator().manual_seed(1)) < 0.5).float()
    expected = TorchBernoulli(logits=logits).log_prob(x).sum(-1)
    assert torch.allclose(likelihood.log_prob(x, logits), expected, atol=1e-5)
    assert likelihood.binarise


def test_cross_entropy_is_bernoullis_formula_and_no_likelihood():
    x, logits = torch.rand(2, 6), torch.randn(2, 6)
    cross_entropy, bernoulli = build_likelihood("cross_entropy"), build_likelihood("bernoulli")
    assert torch.equal(cross_entropy.log_prob(x, logits), bernoulli.log_prob(x, logits))
    assert not cross_entropy.is_likelihood
    assert not cross_entropy.binarise
    assert "not a likelihood" in cross_entropy.unit


def test_gaussian_with_a_given_sigma_agrees_with_scipy():
    x = torch.rand(3, 7, dtype=torch.float64)
    mean = torch.rand(3, 7, dtype=torch.float64)
    found = build_likelihood("gaussian", 0.5).double().log_prob(x, mean)
    expected = stats.norm(mean.numpy(), 0.5).logpdf(x.numpy()).sum(axis=1)
    assert found.numpy() == pytest.approx(expected, rel=1e-9)


def test_optimal_sigma_is_the_running_root_mean_squared_error_kept_in_a_buffer():
    likelihood = Gaussian("optimal")
    likelihood.observe(torch.full((2, 4), 0.5), torch.zeros(2, 4))
    assert float(likelihood.variance) == pytest.approx(0.25)
    likelihood.observe(torch.full((2, 4), 0.1), torch.zeros(2, 4))
    assert float(likelihood.variance) == pytest.approx((0.25 + 0.01) / 2)
    assert "variance" in likelihood.state_dict()
    sigma = float(likelihood.log_sigma.exp())
    assert sigma == pytest.approx(math.sqrt(0.13), rel=0.01)


def test_sigma_never_falls_under_its_floor():
    likelihood = Gaussian("optimal")
    for _ in range(5):
        likelihood.observe(torch.zeros(2, 4), torch.zeros(2, 4))
    assert float(likelihood.log_sigma) == LOG_SIGMA_FLOOR
    assert torch.isfinite(likelihood.log_prob(torch.zeros(2, 4), torch.zeros(2, 4))).all()


def test_a_given_sigma_does_not_learn():
    likelihood = Gaussian(0.5)
    likelihood.observe(torch.ones(2, 4), torch.zeros(2, 4))
    likelihood.initialise_from(torch.rand(5, 4))
    assert float(likelihood.log_sigma.exp()) == pytest.approx(0.5)
    assert likelihood.monitors() == {}


# The multinomial's mean is one of whole documents: tests/core/models/test_multinomial.py.
@pytest.mark.parametrize("name", [n for n in LIKELIHOODS.names() if n != "multinomial"])
def test_parameters_of_a_mean_are_finite_and_give_about_that_mean(name):
    likelihood = build_likelihood(name)
    mean = torch.tensor([0.0, 0.02, 0.3, 0.5, 0.97, 1.0])
    params = likelihood.params_of_mean(mean)
    assert torch.isfinite(params).all()
    rough = 0.25 if name == "continuous_bernoulli" else 0.0011
    assert torch.allclose(likelihood.mean(params), mean, atol=rough)


def test_a_learned_sigma_is_a_normal_of_every_pixel_as_scipy_has_it():
    likelihood = build_likelihood("gaussian_learned").double()
    params = torch.randn(4, 3, 10, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    x = torch.rand(3, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    mean, log_sigma = (part.numpy() for part in likelihood.split(params))
    expected = stats.norm(mean, np.exp(log_sigma)).logpdf(x.numpy()).sum(axis=-1)
    assert likelihood.log_prob(x, params).numpy() == pytest.approx(expected, rel=1e-9)
    assert torch.equal(likelihood.mean(params), params[..., :5])
    # The floor is soft: far above it log σ is the second head's number itself.
    assert log_sigma == pytest.approx(params[..., 5:].numpy(), abs=0.06)


def test_a_learned_sigma_stops_at_half_a_grey_level_with_finite_gradients():
    likelihood = build_likelihood("gaussian_learned")
    params = torch.tensor([[0.5, 0.5, -1e6, 1e6]], requires_grad=True)
    log_sigma = likelihood.split(params.detach())[1]
    assert log_sigma[0].tolist() == pytest.approx([-math.log(512), 1e6])
    best = likelihood.log_prob(torch.full((1, 2), 0.5), params.detach()[:, [0, 0, 2, 2]])
    assert float(best) == pytest.approx(2 * math.log(512 / math.sqrt(2 * math.pi)), rel=1e-6)
    likelihood.log_prob(torch.zeros(1, 2), params).sum().backward()
    assert torch.isfinite(params.grad).all()


def test_learned_sigmas_start_at_the_spread_of_the_data():
    likelihood = build_likelihood("gaussian_learned")
    x = torch.tensor([[0.0, 0.2], [0.0, 0.8]])
    likelihood.initialise_from(x)
    log_sigma = likelihood.split(likelihood.params_of_mean(x.mean(dim=0)))[1]
    assert log_sigma.exp().tolist() == pytest.approx([math.sqrt(0.045)] * 2, rel=0.02)


def test_at_sigma_one_no_principal_variance_of_the_digits_pays_for_its_nats():
    """A linear VAE gives a direction nats only if its variance exceeds σ² (Lucas et al., 2019)."""
    spec = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "variational"}})
    x = load(spec.dataset).train.x
    variances = np.linalg.eigvalsh(np.cov(x.T))
    assert 0.5 < variances.max() < 1


def test_the_continuous_bernoullis_logits_are_softly_bounded(continuous):
    params = torch.tensor([-1e6, -1.0, 0.0, 1.0, 1e6], dtype=torch.float64)
    assert continuous.logits(params).tolist() == pytest.approx([-16, -1, 0, 1, 16], abs=2e-3)
    zeros = torch.zeros(1, 1, dtype=torch.float64)
    best = float(continuous.log_prob(zeros, zeros - 1e6))
    assert best == pytest.approx(math.log(16), abs=1e-6)  # the most a border pixel can earn


def test_an_unknown_likelihood_is_answered_with_the_valid_ones():
    with pytest.raises(BadInput, match=r"'poisson'; valid are bernoulli, continuous_bernoulli"):
        build_likelihood("poisson")


@pytest.mark.parametrize("name", ["bernoulli", "continuous_bernoulli", "gaussian"])
def test_draws_have_the_mean_and_the_density_they_should(name):
    built = build_likelihood(name, 0.3) if name == "gaussian" else build_likelihood(name)
    noise = torch.Generator().manual_seed(0)
    params = torch.tensor([-6.0, -0.5, 0.0, 0.02, 3.0])
    drawn = built.draw(params.expand(40_000, 5), noise)
    assert torch.allclose(drawn.mean(dim=0), built.mean(params), atol=0.01)
    # E over p of 1/p(x) is the length of the support, here [0, 1].
    if name == "continuous_bernoulli":
        density = built.log_prob(drawn[:, 1:2], params[1:2].expand(40_000, 1))
        assert float((-density).exp().mean()) == pytest.approx(1, abs=0.02)
