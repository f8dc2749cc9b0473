"""VQ-VAE: nearest entries, running means, straight-through gradients, a fixed rate."""

import math

import pytest
import torch

from core.errors import BadInput
from core.models import Step
from core.models.variational.codebook import FORGOTTEN, Codebook, perplexity

VQ = {
    "family": "variational",
    "objective": "vq",
    "latent_dim": 6,
    "groups": 3,
    "codebook": 5,
}


def noise() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def test_every_vector_becomes_its_nearest_entry(make):
    model = make(VQ)
    with torch.no_grad():
        q = model.posterior(make.x)
        vectors = model.encoder(make.x).reshape(-1, 2)
        nearest = torch.cdist(vectors, model.codebook.entries).argmin(dim=1)
    assert torch.equal(q.indices.flatten(), nearest)
    assert torch.allclose(q.code, model.codebook.entries[nearest].reshape(40, 6), atol=1e-6)
    assert torch.equal(model.encode(make.x), q.code)


def test_the_gradient_goes_straight_through_and_commitment_pulls_the_encoder_alone(make):
    model = make(VQ)
    q = model.posterior(make.x)
    through = torch.autograd.grad(q.sample(1, noise()).sum(), q.vectors, retain_graph=True)[0]
    assert torch.equal(through, torch.ones_like(through))
    pull = torch.autograd.grad(q.commitment(), q.vectors)[0]
    assert torch.allclose(pull, 2 * (q.vectors - q.entries) / 40)
    assert not any("codebook" in name for name, _ in model.named_parameters())


def test_entries_follow_by_running_means_as_worked_out_by_hand():
    book = Codebook(2, 1, decay=0.9)
    book.start_at(torch.tensor([[0.0], [10.0]]))
    vectors = torch.tensor([[1.0], [2.0], [13.0]])
    indices = book.nearest(vectors)
    assert indices.tolist() == [0, 0, 1]
    book.follow(vectors, indices, noise())
    # N = .9 + .1·(2, 1); m = .9·(0, 10) + .1·(3, 13)
    assert book.counts.tolist() == pytest.approx([1.1, 1.0])
    assert book.entries.flatten().tolist() == pytest.approx([0.3 / 1.1, 10.3], rel=1e-4)


def test_without_memory_a_step_is_one_of_k_means():
    book = Codebook(3, 2, decay=0.0)
    vectors = torch.randn(60, 2, generator=noise())
    book.start_at(vectors[:3])
    indices = book.nearest(vectors)
    book.follow(vectors, indices, noise())
    means = torch.stack([vectors[indices == i].mean(dim=0) for i in range(3)])
    assert torch.allclose(book.entries, means, atol=1e-4)


def test_an_entry_that_nothing_is_near_is_put_where_the_data_is():
    book = Codebook(2, 1, decay=0.5)
    book.start_at(torch.tensor([[0.0], [1000.0]]))
    vectors = torch.tensor([[1.0], [2.0]])
    steps = math.ceil(math.log2(1 / FORGOTTEN)) + 1
    for _ in range(steps):
        book.follow(vectors, book.nearest(vectors), noise())
    assert 0.9 < float(book.entries[1]) < 2.1


def test_perplexity_counts_entries_that_are_used_alike():
    assert float(perplexity(torch.tensor([3, 3, 3, 3]))) == pytest.approx(4)
    assert float(perplexity(torch.tensor([7, 0, 0, 0]))) == pytest.approx(1)
    assert float(perplexity(torch.tensor([1, 1, 0, 0]))) == pytest.approx(2)


def test_the_rate_is_fixed_and_the_elbo_is_that_of_a_uniform_prior(make):
    model = make(VQ)
    terms = model.terms(make.x.round(), Step(1, 9, noise(), training=False))
    values = {name: float(term.detach()) for name, term in terms.items()}
    assert values["kl"] == pytest.approx(3 * math.log(5))
    assert values["elbo"] == pytest.approx(-(values["reconstruction"] + 3 * math.log(5)))
    assert values["objective"] == pytest.approx(
        values["reconstruction"] + values["commitment"], rel=1e-6
    )
    assert 1 <= values["codebook_perplexity"] <= 5


def test_the_codebook_starts_at_the_data_and_learns_in_training_only(make):
    model = make(VQ)
    used = model.posterior(make.x).indices.unique()
    assert len(used) >= 4
    before = model.codebook.entries.clone()
    model.terms(make.x.round(), Step(1, 9, noise(), training=False))
    assert torch.equal(model.codebook.entries, before)
    model.terms(make.x.round(), Step(1, 9, noise()))
    assert not torch.equal(model.codebook.entries, before)


def test_the_prior_gives_every_entry_equally_often(make):
    model = make(VQ)
    codes = model.from_prior(torch.randn(20_000, 6, generator=noise()))
    entries = model.codebook.entries
    distances = torch.cdist(codes.reshape(-1, 2), entries)
    assert float(distances.min(dim=1).values.max()) < 1e-3
    shares = model.codebook.usage(distances.argmin(dim=1)) / 60_000
    assert shares.tolist() == pytest.approx([0.2] * 5, abs=0.01)


@pytest.mark.parametrize(("dimensions", "groups"), [(16, 2), (6, 2), (3, 1)])
def test_groups_left_out_divide_the_code_evenly(make, dimensions, groups):
    given = {"family": "variational", "objective": "vq", "latent_dim": dimensions}
    assert make.spec(given).model.groups == groups


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"groups": 4}, "model.groups is 4, but model.latent_dim, which is 6, must be a multiple"),
    ({"groups": 7}, "model.groups is 7, but must be a whole number from 1 to 6"),
    ({"codebook": 1}, "model.codebook is 1, but must be"),
    ({"commitment": -1.0}, "model.commitment is -1"),
    ({"beta": 2.0}, "model.beta is no knob of variational vq"),
])  # fmt: skip
def test_what_cannot_be_is_said_before_anything_starts(make, wrong, sentence):
    with pytest.raises(BadInput, match=sentence):
        make.spec({**VQ, **wrong})
