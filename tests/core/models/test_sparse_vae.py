"""The sparse VAE: its spike-and-slab posterior against integrals, samples and limits."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from torch.distributions import Normal, kl_divergence

from core.models import Step
from core.models.variational.spike_and_slab import SpikeAndSlab, from_spike_and_slab

SPARSE = {"family": "variational", "objective": "sparse", "latent_dim": 3, "spike": 0.7}


def of(mean: float, variance: float, gamma: float, alpha: float) -> SpikeAndSlab:
    values = [mean, math.log(variance), math.log(gamma / (1 - gamma))]
    return SpikeAndSlab(*(torch.tensor([[v]], dtype=torch.float64) for v in values), alpha)


def noise(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_kl_is_0_at_the_prior_and_what_the_paper_says_elsewhere():
    assert float(of(0, 1, 0.3, 0.3).kl()) == pytest.approx(0, abs=1e-12)
    slab = float(kl_divergence(Normal(1.5, 0.5), Normal(0.0, 1.0)))
    expected = 0.8 * (slab + math.log(0.8 / 0.1)) + 0.2 * math.log(0.2 / 0.9)
    assert float(of(1.5, 0.25, 0.8, 0.1).kl()) == pytest.approx(expected, rel=1e-6)


def test_sure_latents_cost_their_slab_and_the_surprise_of_being_on_or_off():
    on, off = (SpikeAndSlab(*torch.tensor([[[1.0]], [[0.0]], [[s * 80.0]]]), 0.2) for s in (1, -1))
    assert float(on.kl()) == pytest.approx(0.5 - math.log(0.2), rel=1e-6)
    assert float(off.kl()) == pytest.approx(-math.log(0.8), rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(-3, 3), st.floats(0.05, 4), st.floats(0.01, 0.99), st.floats(0.01, 0.99),
)  # fmt: skip
def test_densities_add_up_to_one_and_their_log_ratio_to_the_kl(mean, variance, gamma, alpha):
    q = of(mean, variance, gamma, alpha)

    def ratio(z: float) -> tuple[float, float]:
        at = torch.tensor([[z]], dtype=torch.float64)
        density = float(q.log_density(at))
        return math.exp(density), density - float(q.log_prior(at))

    mass, at_zero = ratio(0.0)
    low, high = mean - 9 * variance**0.5, mean + 9 * variance**0.5
    total = mass + integrate.quad(lambda z: ratio(z)[0], low, high)[0]
    kl = mass * at_zero + integrate.quad(lambda z: ratio(z)[0] * ratio(z)[1], low, high)[0]
    assert total == pytest.approx(1, abs=1e-6)
    assert float(q.kl()) == pytest.approx(kl, abs=1e-5)


def test_samples_are_exactly_0_as_often_as_they_should_be():
    q = of(2.0, 0.25, 0.3, 0.5)
    z = q.sample(100_000, noise())
    assert float((z == 0).double().mean()) == pytest.approx(0.7, abs=0.01)
    assert float(z.mean()) == pytest.approx(float(q.mean), abs=0.01)
    assert float(z.std()) == pytest.approx(float(q.deviation), rel=0.01)


def test_a_relaxed_sample_is_nearly_exact_and_tells_gamma_its_gradient():
    """d E[z] / dγ = μ: the relaxation gives it without bias inside the unit interval."""
    logit = torch.zeros(1, 1, dtype=torch.float64, requires_grad=True)
    zero = torch.zeros(1, 1, dtype=torch.float64)
    q = SpikeAndSlab(zero + 2.0, zero - 20.0, logit, 0.5)
    z = q.relaxed(200_000, noise(), 100.0)
    assert float(((z > 0.01) & (z < 1.99)).double().mean()) < 0.12
    assert float(z.mean().detach()) == pytest.approx(1.0, abs=0.01)
    z.mean().backward()
    assert float(logit.grad) == pytest.approx(2.0 * 0.25, rel=0.03)  # dγ / d logit = ¼ at ½


def test_a_code_is_the_likelier_part():
    mean = torch.tensor([[3.0, 3.0, -1.0]])
    logit = torch.tensor([[0.1, -0.1, 5.0]])
    assert SpikeAndSlab(mean, mean * 0, logit, 0.5).code.tolist() == [[3, 0, -1]]


def test_noise_becomes_codes_of_the_prior():
    z = from_spike_and_slab(torch.randn(100_000, generator=noise()), 0.2)
    on = z[z != 0].double().numpy()
    assert len(on) / len(z) == pytest.approx(0.2, abs=0.005)
    assert stats.kstest(on, "norm").pvalue > 0.01


def test_evaluation_draws_exact_samples_so_that_its_elbo_is_one(make):
    model = make(SPARSE)
    x = make.x.round()
    with torch.no_grad():
        q = model.posterior(x)
        drawn = model.sampled(x, q, q.sample(4000, noise(0)))
        expected = float(drawn.log_weights.mean())
        step = Step(1, 1, noise(1), training=False)
        found = sum(float(model.terms(x, step)["elbo"]) for _ in range(300)) / 300
        assert found == pytest.approx(expected, abs=0.1)
        exact, relaxed = (model.draw(q, Step(1, 9, noise(2), t), noise(2)) for t in (False, True))
    assert (exact == 0).any()
    assert not (relaxed == 0).all()
    assert (relaxed != exact).any()


def test_the_more_the_prior_expects_the_more_is_on(make):
    shares = []
    for spike in (0.95, 0.1):
        model = make({**SPARSE, "spike": spike, "likelihood": "gaussian"})
        make.train(model, steps=60)
        shares.append(float(model.posterior(make.x).gamma.mean().detach()))
    assert shares[0] < 0.4 < shares[1]
