"""The multinomial likelihood against scipy's, dense and compressed."""

import itertools

import numpy as np
import pytest
import torch
from scipy import sparse, stats

from core.errors import BadInput
from core.models.likelihoods.multinomial import Multinomial
from core.rows import as_rows

WORDS = 6


def counts(documents: int = 5) -> np.ndarray:
    return np.random.default_rng(0).poisson(0.8, (documents, WORDS)).astype(np.float32) + np.eye(
        documents, WORDS, dtype=np.float32
    )


def logits(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, WORDS, generator=torch.Generator().manual_seed(0))


def test_log_prob_is_scipys():
    x, params = counts(), logits(3, 5)
    expected = stats.multinomial(x.sum(axis=1), params.double().softmax(-1).numpy()).logpmf(x)
    assert np.allclose(Multinomial().log_prob(torch.from_numpy(x), params), expected, atol=1e-5)


@pytest.mark.parametrize("samples", [(), (3,)])
def test_compressed_counts_give_the_same(samples: tuple[int, ...]):
    dense, params = torch.from_numpy(counts()), logits(*samples, 5).requires_grad_()
    compressed, likelihood = as_rows(sparse.csr_array(counts())), Multinomial()
    ours, theirs = (likelihood.log_prob(x, params) for x in (compressed, dense))
    assert torch.allclose(ours, theirs, atol=1e-5)
    gradients = [torch.autograd.grad(value.sum(), params)[0] for value in (ours, theirs)]
    assert torch.allclose(*gradients, atol=1e-6)


def test_probabilities_of_all_bags_of_three_words_sum_to_one():
    bags = [
        np.bincount(bag, minlength=WORDS)
        for bag in itertools.combinations_with_replacement(range(WORDS), 3)
    ]
    x = torch.tensor(np.array(bags), dtype=torch.float32)
    total = Multinomial().log_prob(x, logits(1).expand(len(x), WORDS)).exp().sum()
    assert total.item() == pytest.approx(1, abs=1e-5)


def test_the_mean_is_the_length_times_the_shares():
    x, params, likelihood = torch.from_numpy(counts()), logits(5), Multinomial()
    expected = x.sum(dim=1, keepdim=True) * params.softmax(dim=-1)
    assert torch.allclose(likelihood.mean_given(params, x), expected)
    likelihood.initialise_from(x)
    assert torch.allclose(likelihood.mean(params).sum(dim=-1), x.sum(dim=1).mean())


@pytest.mark.parametrize("value", [0.5, -1.0, float("nan")])
def test_counts_that_are_not_counts_are_refused(value: float):
    x = counts()
    x[2, 3] = value
    for rows in (torch.from_numpy(x), as_rows(sparse.csr_array(x))):
        with pytest.raises(BadInput, match=f"whole numbers from 0.*data holds {value:g}"):
            Multinomial().initialise_from(rows)


def test_the_bias_starts_at_the_shares_of_the_training_documents():
    x, likelihood = torch.from_numpy(counts()), Multinomial()
    x[:, 2] = 0
    likelihood.initialise_from(x)
    params = likelihood.params_of_mean(x.mean(dim=0))
    assert torch.isfinite(params).all()
    assert torch.allclose(likelihood.mean(params), x.mean(dim=0), atol=0.01)


def test_perplexity_of_even_shares_is_the_size_of_the_vocabulary():
    x, likelihood = torch.from_numpy(counts()), Multinomial()
    cost = -likelihood.log_prob(x, torch.zeros(5, WORDS)).mean()
    assert likelihood.measures(x, cost)["perplexity"].item() == pytest.approx(WORDS, rel=1e-5)
    compressed = as_rows(sparse.csr_array(counts()))
    assert likelihood.measures(compressed, cost)["perplexity"].item() == pytest.approx(WORDS, 1e-5)
