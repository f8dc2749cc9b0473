"""Importance sampling on a linear-Gaussian model, where log p(x) is known."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import sparse
from torch import Tensor

from core.data.prepared import Prepared, Split
from core.evaluation.examples import examples_of
from core.evaluation.protocols import TRAINED, Protocol
from core.evaluation.variational import log_evidence, measure
from core.models import DataInfo, build
from core.models.variational.posterior import DiagonalGaussian
from core.spec import parse_spec
from tests.core.evaluation.made import Made, made

L, D, SIGMA = 3, 5, 0.6
ORTHOGONAL = torch.linalg.qr(torch.randn(D, L, generator=torch.Generator().manual_seed(0)))[0]
OBLIQUE = torch.tensor(
    [[1.0, 0.8, 0.0], [0.0, 0.6, 0.3], [0.5, 0.5, 0.9], [0.2, 0.1, 0.4], [0.0, 0.3, 0.2]]
)


class Linear(torch.nn.Module):
    """z [..., L] → W z."""

    def __init__(self, W: Tensor) -> None:
        super().__init__()
        self.W = torch.nn.Parameter(W.double(), requires_grad=False)

    def forward(self, z: Tensor) -> Tensor:
        return z @ self.W.T


def linear(W: Tensor, count: int = 40) -> Made:
    """p(z) = N(0, I), p(x|z) = N(W z, σ²), q(z|x) the best of the diagonal Gaussians."""
    generator = torch.Generator().manual_seed(1)
    z = torch.randn(count, L, generator=generator)
    x = z @ W.T + SIGMA * torch.randn(count, D, generator=generator)
    split = Split(x.numpy(), torch.zeros(count, dtype=torch.int64).numpy())
    prepared = Prepared(split, split, split, (D,), (), "linear", (-math.inf, math.inf))
    settings = {"family": "variational", "latent_dim": L, "likelihood": "gaussian", "sigma": SIGMA}
    one = made(settings, prepared)
    model = one.model.double()
    precision = torch.eye(L).double() + W.T.double() @ W.double() / SIGMA**2

    def posterior(given: Tensor) -> DiagonalGaussian:
        mean = given.double() @ W.double() @ torch.linalg.inv(precision) / SIGMA**2
        return DiagonalGaussian(mean, -precision.diagonal().log().expand_as(mean))

    model.decoder = Linear(W)
    model.posterior = posterior
    return replace(one, model=model)


def evidence(one: Made, samples: int) -> Tensor:
    """log p(x) by K importance samples, [N]."""
    data = examples_of(one.model, one.spec, one.prepared, "test", None)
    return log_evidence(one.model, data, Protocol("test", nll_samples=samples, samples_at_once=50))


def truth(one: Made, W: Tensor) -> Tensor:
    """log N(x; 0, W Wᵀ + σ² I), [N]."""
    covariance = W.double() @ W.T.double() + SIGMA**2 * torch.eye(D).double()
    normal = torch.distributions.MultivariateNormal(torch.zeros(D).double(), covariance)
    return normal.log_prob(torch.as_tensor(one.prepared.test.x).double())


@pytest.mark.parametrize("samples", [1, 7, 200])
def test_at_the_exact_posterior_the_weights_do_not_vary(samples: int) -> None:
    one = linear(ORTHOGONAL)
    assert torch.allclose(evidence(one, samples), truth(one, ORTHOGONAL), atol=1e-6)
    x = torch.as_tensor(one.prepared.test.x).double()
    q = one.model.posterior(x)
    z = q.sample(50, torch.Generator().manual_seed(3))
    assert float(one.model.sampled(x, q, z).log_weights.std(dim=0).max()) < 1e-6


def test_with_one_sample_the_gap_is_what_a_diagonal_posterior_cannot_say() -> None:
    """½ (Σ log Λ_ii − log det Λ), Λ the posterior precision."""
    one = linear(OBLIQUE, 400)
    precision = torch.eye(L) + OBLIQUE.T @ OBLIQUE / SIGMA**2
    gap = 0.5 * float(precision.diagonal().log().sum() - torch.logdet(precision))
    assert gap > 0.3
    short = truth(one, OBLIQUE) - evidence(one, 1)
    assert float(short.mean()) == pytest.approx(gap, abs=4 * float(short.std()) / math.sqrt(400))
    many = replace(TRAINED, posterior_samples=400)
    data = examples_of(one.model, one.spec, one.prepared, "test", None)
    elbo = measure(one.model, data, torch.zeros(D), many, one.spec.total_steps)["elbo"]
    assert float(truth(one, OBLIQUE).mean()) - elbo == pytest.approx(gap, abs=0.03)


def test_the_gap_falls_with_the_number_of_samples() -> None:
    one = linear(OBLIQUE, 400)
    gaps = [float((truth(one, OBLIQUE) - evidence(one, K)).mean()) for K in (1, 5, 25, 125, 1000)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 0.03


def test_documents_need_not_be_made_dense_and_the_progress_is_told() -> None:
    """Counts as compressed rows give what they give as dense ones, in small batches or one."""
    counts = torch.randint(0, 4, (30, D), generator=torch.Generator().manual_seed(2)).numpy()
    rows = sparse.csr_array(counts.astype(np.float32))
    labels = np.zeros(30, np.int64)
    found = []
    for x in (rows, rows.toarray()):
        split = Split(x, labels)
        prepared = Prepared(split, split, split, (D,), (), "counts", (0, math.inf))
        model = {"family": "variational", "likelihood": "multinomial"}
        spec = parse_spec({"dataset": {"name": "docstrings"}, "model": model})
        built = build(spec, DataInfo.of(prepared, spec))
        data = examples_of(built, spec, prepared, "test", None)
        shares: list[float] = []
        protocol = Protocol("test", nll_samples=10, batch=12)
        found.append(log_evidence(built, data, protocol, shares.append))
        assert shares == sorted(shares)
        assert shares[-1] == 1
    assert torch.allclose(*found, atol=1e-4)
