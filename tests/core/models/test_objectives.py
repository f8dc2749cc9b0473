"""The objectives of variational autoencoders against formulas, numpy and well-known mistakes."""

import math

import numpy as np
import pytest
import torch

from core.models import Step
from core.models.variational.base import Sampled
from core.models.variational.beta_tc import log_aggregates, stratified_weights
from core.models.variational.dip import covariance
from core.models.variational.factor import permuted
from core.models.variational.iwae import importance_bound
from core.models.variational.posterior import DiagonalGaussian

BASE = {"family": "variational", "latent_dim": 3}


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def gaussian(batch=6, latents=3, seed=0):
    mean, log_variance = torch.randn(2, batch, latents, generator=generator(seed))
    return DiagonalGaussian(mean, log_variance - 1)


def drawn(q, samples=1, log_likelihood=0.0):
    z = q.sample(samples, generator(1))
    return Sampled(q, z, torch.full(z.shape[:2], log_likelihood))


def terms(make, model, number=5, total=10):
    built = make({**BASE, **model})
    found = built.terms(make.x.round(), Step(number, total, generator()))
    return {name: float(value.detach()) for name, value in found.items()}


EXTRA = {
    "beta": lambda t: t["beta"] * t["kl"],
    "free_bits": lambda t: t["beta"] * t["charged_kl"],
    "factor": lambda t: t["beta"] * t["kl"] + 5 * t["tc"],
    "beta_tc": lambda t: t["kl"] + (t["beta"] - 1) * t["tc"],
    "capacity": lambda t: 10 * abs(t["kl"] - t["capacity"]),
    "dip_i": lambda t: t["beta"] * t["kl"] + t["covariance"] + t["variance"],
    "dip_ii": lambda t: t["beta"] * t["kl"] + t["covariance"] + t["variance"],
}


@pytest.mark.parametrize("objective", EXTRA)
def test_objective_is_distortion_plus_what_is_logged_and_the_elbo_is_apart(make, objective):
    found = terms(make, {"objective": objective})
    expected = found["reconstruction"] + EXTRA[objective](found)
    assert found["objective"] == pytest.approx(expected, rel=1e-5)
    assert found["elbo"] == pytest.approx(-(found["reconstruction"] + found["kl"]))


def test_every_objective_sees_the_same_samples_and_logs_the_same_elbo(make):
    names = (*EXTRA, "iwae")
    elbos = {terms(make, {"objective": n, **one_sample(n)})["elbo"] for n in names}
    assert len(elbos) == 1


def one_sample(objective):
    return {"samples": 1} if objective == "iwae" else {}


@pytest.mark.parametrize("objective", ["beta", "free_bits", "factor", "beta_tc", "dip_i", "dip_ii"])
def test_beta_has_its_schedule_in_every_priced_objective(make, objective):
    model = {"objective": objective, "beta": 4.0, "schedule": {"kind": "linear", "share": 0.5}}
    found = [terms(make, model, number, 100)["beta"] for number in (1, 26, 51, 100)]
    assert found == [0, 2, 4, 4]


# Capacity


def test_capacity_holds_the_batch_mean_not_each_example(make):
    """One example at 2C and one at 0 are on the mark: the absolute value is of the mean."""
    model = make({**BASE, "objective": "capacity", "capacity": 4.0, "gamma": 7.0})
    mean = torch.zeros(2, 3)
    mean[0, 0] = 4.0  # KL ½ 16 = 8 nats, and 0
    q = DiagonalGaussian(mean, torch.zeros(2, 3))
    assert q.kl().sum(dim=1).tolist() == [8, 0]
    on_mark, monitors = model.regulariser(drawn(q), Step.after(10))
    assert float(on_mark) == 0
    assert float(monitors["capacity"]) == 4
    below, _ = model.regulariser(drawn(DiagonalGaussian(mean / 2, q.log_variance)), Step.after(10))
    assert float(below) == pytest.approx(7 * 3)  # KL 1, capacity 4


def test_capacity_rises_with_the_step_not_the_epoch(make):
    model = make({**BASE, "objective": "capacity", "capacity": 10.0, "share": 0.5})
    found = [model.dials(Step(number, 100))["capacity"] for number in (1, 2, 26, 51, 100)]
    assert found == pytest.approx([0, 0.2, 5, 10, 10])
    at_once = make({**BASE, "objective": "capacity", "capacity": 10.0, "share": 0.0})
    assert at_once.dials(Step(1, 100)) == {"capacity": 10}


# Free bits


def test_free_bits_floor_the_batch_mean_of_each_dimension(make):
    model = make({**BASE, "objective": "free_bits", "nats": 0.5})
    mean = torch.tensor([[2.0, 0.0, 0.6], [0.0, 0.0, 0.6]], requires_grad=True)
    sampled = drawn(DiagonalGaussian(mean, torch.zeros(2, 3)))
    cost, monitors = model.regulariser(sampled, Step.after(10))
    # Batch means 1, 0 and .18: the first is above the floor although one of its examples is not.
    assert float(cost.detach()) == pytest.approx(1 + 0.5 + 0.5)
    assert float(monitors["charged_kl"]) == pytest.approx(2)
    cost.backward()
    assert mean.grad[:, 0].tolist() == [1, 0]
    assert not mean.grad[:, 1:].any()


def test_the_true_kl_is_logged_beside_free_bits(make):
    found = terms(make, {"objective": "free_bits", "nats": 5.0})
    assert found["charged_kl"] == pytest.approx(15)
    assert found["kl"] < 5


# β-TCVAE


@pytest.mark.parametrize(("batch", "train_size"), [(2, 5), (3, 10), (64, 8000), (64, 64), (7, 3)])
def test_stratified_weights_of_each_row_sum_to_one(batch, train_size):
    weights = stratified_weights(batch, train_size).double()
    assert weights.shape == (batch, batch)
    assert (weights > 0).all()
    assert torch.allclose(weights.sum(dim=1), torch.ones(batch).double(), atol=1e-6)


def test_a_codes_own_posterior_counts_as_one_in_n():
    """On the diagonal; well-known code has this weight in the first column."""
    N, M = 8000, 4
    weights = stratified_weights(M + 1, N)
    assert weights.diagonal().tolist() == pytest.approx([1 / N] * 5)
    others = torch.stack([row[torch.arange(5) != i] for i, row in enumerate(weights)])
    smallest = others.sort(dim=1).values
    assert torch.allclose(smallest[:, 0], torch.full((5,), (N - M) / (N * M)))
    assert torch.allclose(smallest[:, 1:], torch.full((5, 3), 1 / M))


def test_total_correlation_of_identical_posteriors():
    """Without weights each of the L marginals gains ln N and the joint once: −9 ln 10,000."""
    N, L, rows = 10_000, 10, 4
    q = DiagonalGaussian(torch.zeros(N, L), torch.zeros(N, L))
    z = torch.randn(rows, L, generator=generator())
    joint, marginals = log_aggregates(q, z, torch.zeros(rows, N))
    assert float((joint - marginals).mean()) == pytest.approx(-82.893, abs=2e-3)
    weights = torch.full((rows, N), -math.log(N))
    joint, marginals = log_aggregates(q, z, weights)
    assert float((joint - marginals).mean()) == pytest.approx(0, abs=2e-3)


def test_aggregates_do_not_depend_on_the_rows_at_once(monkeypatch):
    q = gaussian(9)
    z, weights = q.sample(1, generator())[0], stratified_weights(9, 50).log()
    whole = log_aggregates(q, z, weights)
    monkeypatch.setattr("core.models.variational.beta_tc.MOST_AT_ONCE", 60)
    parts = log_aggregates(q, z, weights)
    assert all(torch.allclose(a, b) for a, b in zip(whole, parts, strict=True))


def test_aggregates_are_densities_of_the_weighted_mixture():
    q, weights = gaussian(5), stratified_weights(5, 40)
    z = q.sample(1, generator())[0]
    joint, marginals = log_aggregates(q, z, weights.log())
    own = q.log_density(z[:, None]).double().exp()
    expected = (weights * own.prod(dim=-1)).sum(dim=1).log()
    apart = (weights[..., None] * own).sum(dim=1).log().sum(dim=-1)
    assert torch.allclose(joint.double(), expected)
    assert torch.allclose(marginals.double(), apart)


def test_the_three_parts_of_beta_tc_add_up_to_a_sampled_kl(make):
    model = make({**BASE, "objective": "beta_tc", "beta": 4.0})
    sampled = drawn(gaussian(8))
    cost, monitors = model.regulariser(sampled, Step.after(10))
    ratio = sampled.q.log_density(sampled.z[0]) - sampled.q.log_prior(sampled.z[0])
    parts = sum(float(monitors[name]) for name in ("mi", "tc", "dimension_kl"))
    assert parts == pytest.approx(float(ratio.sum(dim=1).mean()), rel=1e-5)
    assert float(cost) == pytest.approx(float(sampled.rate + 3 * monitors["tc"]), rel=1e-5)


# FactorVAE


def factor(make, **knobs):
    return make({**BASE, "objective": "factor", "discriminator": [8], "gamma": 5.0, **knobs})


def test_the_discriminators_loss_gives_the_encoder_no_gradient(make):
    model = factor(make)
    x = make.x.round()
    z = model.posterior(x).sample(1, generator())[0]
    loss = model.discriminator_loss(z, generator())
    loss.backward()
    assert all(p.grad is None for p in model.encoder.parameters())
    assert all(p.grad.abs().sum() > 0 for p in model.discriminator.parameters())


def test_the_vaes_loss_gives_the_discriminator_no_gradient_but_its_own(make):
    x, step = make.x.round(), Step(1, 10, generator())
    gradients = []
    for gamma in (0.0, 1000.0):
        model = factor(make, gamma=gamma)
        model.terms(x, Step(1, 10, generator()))["objective"].backward()
        gradients.append([p.grad for p in model.discriminator.parameters()])
    alone = factor(make)
    assert step.noise is not None
    z = alone.posterior(x).sample(1, step.noise)[0]
    alone.discriminator_loss(z, step.noise).backward()
    gradients.append([p.grad for p in alone.discriminator.parameters()])
    for with_none, with_much, by_itself in zip(*gradients, strict=True):
        assert torch.equal(with_none, with_much)
        assert torch.equal(with_none, by_itself)


def test_the_total_correlation_does_reach_the_encoder(make):
    x = make.x.round()
    encoders = []
    for gamma in (0.0, 1000.0):
        model = factor(make, gamma=gamma)
        model.terms(x, Step(1, 10, generator()))["objective"].backward()
        encoders.append(model.encoder.bias.grad)
    assert not torch.allclose(*encoders)


def test_latents_are_permuted_across_the_batch_not_within_a_sample():
    z = torch.arange(40.0).view(10, 4)
    shuffled = permuted(z, generator())
    assert not torch.equal(shuffled, z)
    for j in range(4):
        assert set(shuffled[:, j].tolist()) == set(z[:, j].tolist())
    orders = {tuple(column.argsort().tolist()) for column in shuffled.T}
    assert len(orders) == 4, "each dimension by itself"


def test_a_trained_discriminator_finds_the_total_correlation_of_a_gaussian(make):
    """TC of two latents with correlation ρ is −½ log(1 − ρ²)."""
    model = make({"family": "variational", "objective": "factor", "latent_dim": 2})
    optimiser = torch.optim.Adam(model.discriminator.parameters(), lr=1e-3)
    noise, rho = generator(), 0.8

    def codes(count):
        a, b = torch.randn(2, count, generator=noise)
        return torch.stack((a, rho * a + math.sqrt(1 - rho**2) * b), dim=1)

    for _ in range(500):
        optimiser.zero_grad()
        model.discriminator_loss(codes(512), noise).backward()
        optimiser.step()
    with torch.no_grad():
        found = float(model.total_correlation(codes(20_000)))
    assert found == pytest.approx(-0.5 * math.log(1 - rho**2), abs=0.1)


# DIP-VAE


def test_covariances_are_numpys():
    q = gaussian(40)
    expected = np.cov(q.mean.numpy().T, bias=True)
    assert covariance(q.mean).numpy() == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("objective", ["dip_i", "dip_ii"])
def test_dip_penalties_are_of_the_covariance_of_means_or_of_samples(make, objective):
    model = make({**BASE, "objective": objective, "lambda_od": 3.0, "lambda_d": 5.0})
    q = gaussian(40)
    C = np.cov(q.mean.numpy().T, bias=True)
    if objective == "dip_ii":
        C += np.diag(q.log_variance.exp().mean(dim=0).numpy())
    off = 3 * (C**2)[~np.eye(3, dtype=bool)].sum()
    on = 5 * ((np.diag(C) - 1) ** 2).sum()
    sampled = drawn(q)
    cost, monitors = model.regulariser(sampled, Step.after(10))
    assert float(monitors["covariance"]) == pytest.approx(off, rel=1e-5)
    assert float(monitors["variance"]) == pytest.approx(on, rel=1e-5)
    assert float(cost) == pytest.approx(float(sampled.rate) + off + on, rel=1e-5)


# IWAE


def test_iwae_with_one_sample_is_the_sampled_elbo(make):
    model = make({**BASE, "objective": "iwae", "samples": 1})
    x = make.x.round()
    q = model.posterior(x)
    sampled = model.sampled(x, q, q.sample(1, generator()))
    objective = model.objective(sampled, Step.after(10))[0].detach()
    assert float(objective) == pytest.approx(-float(sampled.log_weights.detach().mean()), rel=1e-6)


def test_the_iwae_bound_rises_with_k(make):
    model = make({**BASE, "objective": "iwae"})
    make.train(model, steps=100)
    x = make.x.round()
    with torch.no_grad():
        q = model.posterior(x)
        log_weights = model.sampled(x, q, q.sample(4096, generator())).log_weights
    bounds = [
        float(torch.stack([importance_bound(part) for part in log_weights.split(k)]).mean())
        for k in (1, 4, 16, 64, 256)
    ]
    assert bounds == sorted(bounds)
    assert bounds[-1] > bounds[0] + 0.1
    assert bounds[0] == pytest.approx(float(log_weights.mean()), abs=1e-3)


def test_iwae_weights_have_the_right_sign():
    """Gradients favour the better sample: ∂bound/∂log w is the normalised weight, w / Σ w."""
    log_weights = torch.tensor([[0.0], [math.log(3.0)]], requires_grad=True)
    bound = importance_bound(log_weights)
    assert float(bound.detach()) == pytest.approx(math.log(2))
    bound.backward()
    assert log_weights.grad.flatten().tolist() == pytest.approx([0.25, 0.75])


def test_iwae_takes_its_samples_and_logs_the_elbo_beside(make):
    found = terms(make, {"objective": "iwae", "samples": 20})
    assert -found["objective"] > found["elbo"]


# Edges


@pytest.mark.parametrize("objective", [*EXTRA, "iwae"])
def test_a_batch_of_one_example_is_finite_too(make, objective):
    model = make({**BASE, "objective": objective})
    found = model.terms(make.x[:1].round(), Step(1, 10, generator()))
    found["objective"].backward()
    assert all(torch.isfinite(value) for value in found.values())
    assert all(torch.isfinite(p.grad).all() for p in model.parameters())


FROM_A_BATCH = ("beta_tc", "factor", "dip_i", "dip_ii")


@pytest.mark.parametrize("objective", FROM_A_BATCH)
def test_of_a_last_batch_of_one_nothing_is_estimated(make, objective):
    """It trains as the VAE does: no covariance, no total correlation, no lesson in shuffling."""
    x = make.x[:1].round()
    model, plain = (make({**BASE, "objective": name}) for name in (objective, "beta"))
    found, vae = (m.terms(x, Step(10, 10, generator())) for m in (model, plain))
    for terms in (found, vae):
        terms["objective"].backward()
    if objective != "factor":  # its discriminator has learned from whole batches, and may be asked
        assert torch.allclose(found["objective"].detach(), vae["objective"].detach())
        pairs = zip(model.encoder.parameters(), plain.encoder.parameters(), strict=True)
        assert all(torch.allclose(a.grad, b.grad, atol=1e-7) for a, b in pairs)
        return
    assert all(not p.grad.any() for p in model.discriminator.parameters())
