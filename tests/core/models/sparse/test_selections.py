"""Variants that keep a number of features on: TopK, k-sparse, FC-WTA, BatchTopK, Matryoshka."""

import pytest
import torch

from core.models import Step
from core.models.sparse.batch_topk import batch_top_k
from core.models.sparse.topk import top_k

BASE = {"family": "sparse", "features": 10}
K_SPARSE = {**BASE, "variant": "k_sparse", "k": 2, "alpha": 2.0}
FC_WTA = {**BASE, "variant": "fc_wta", "rate": 0.05}
BATCH_TOPK = {**BASE, "variant": "batch_topk", "k": 2}
MATRYOSHKA = {**BASE, "variant": "matryoshka", "k": 3}


def test_topk_check_matrix():
    pi = torch.tensor([[1.0, -2, 3, -4], [-5, 6, -7, 8]])
    assert top_k(pi, 2).tolist() == [[1, 0, 3, 0], [0, 6, 0, 8]]


def test_topk_codes_are_relu_of_the_kept_and_gradients_pass_through_the_kept_alone():
    pi = torch.tensor([[-1.0, -2, 3, -4], [5, 6, 7, 8]], requires_grad=True)
    codes = top_k(pi, 2)
    assert codes.tolist() == [[0, 0, 3, 0], [0, 0, 7, 8]]
    codes.sum().backward()
    assert pi.grad.tolist() == [[0, 0, 1, 0], [0, 0, 1, 1]]


def test_batch_topk_check_matrix():
    pi = torch.tensor([[1.0, 2, 3, 4], [-5, -6, 0.5, -8]])
    assert batch_top_k(pi, 2).tolist() == [[1, 2, 3, 4], [0, 0, 0, 0]]


def test_batch_topk_keeps_k_on_average_and_hard_examples_get_more(make):
    model = make(BATCH_TOPK)
    with torch.no_grad():
        model.b_enc += 5.0
    x = torch.cat([make.x[:20], model.centre + 3 * (make.x[20:] - model.centre)])
    z = model.training_codes(model.pre_activations(model.to_units(x)), Step(1, 10))
    counts = (z > 0).sum(dim=1)
    assert int(counts.sum()) == 2 * 40
    assert counts[20:].sum() > counts[:20].sum()


def test_batch_topks_threshold_is_the_running_mean_of_the_smallest_kept(make):
    model = make(BATCH_TOPK)
    rows = [torch.tensor([[9.0, 8, t, 0.1, 0, 0, 0, 0, 0, -1]]) for t in (4.0, 2.0, 6.0)]
    smallest = [8.0, 8.0, 8.0]  # of the two that are kept
    for number, row in enumerate(rows, start=1):
        model.training_codes(row, Step(number, 10))
    assert float(model.threshold) == pytest.approx(sum(smallest) / 3)
    model.training_codes(torch.tensor([[3.0, 2.0] + [0.0] * 8]), Step(4, 10))
    assert float(model.threshold) == pytest.approx((3 * 8 + 2) / 4)
    model.training_codes(-torch.ones(1, 10), Step(5, 10))  # nothing is on: nothing to average
    assert float(model.threshold) == pytest.approx((3 * 8 + 2) / 4)
    late = float(model.threshold)
    model.training_codes(torch.tensor([[3.0, 1.0] + [0.0] * 8]), Step(5000, 10_000))
    assert float(model.threshold) == pytest.approx(0.99 * late + 0.01 * 1.0)


@pytest.mark.parametrize("settings", [BATCH_TOPK, MATRYOSHKA, FC_WTA])
def test_a_code_in_use_does_not_depend_on_its_batch_mates(make, settings):
    model = make(settings)
    make.train(model, steps=10)
    whole = model.encode(make.x)
    alone = torch.cat([model.encode(row[None]) for row in make.x])
    shuffled = model.encode(make.x.flip(0)).flip(0)
    assert torch.allclose(whole, alone, atol=1e-6)
    assert torch.allclose(whole, shuffled, atol=1e-6)
    assert int((whole > 0).sum()) == int((alone > 0).sum())


def test_batch_topks_threshold_lets_about_k_through_once_it_has_settled(make):
    model = make(BATCH_TOPK)
    make.train(model, steps=200, learning_rate=1e-3)
    on = (model.encode(make.x) > 0).float().sum(dim=1).mean()
    assert float(on) == pytest.approx(2, abs=0.3)


def test_k_falls_from_a_hundred_over_the_first_half_and_rises_in_use(make):
    wide = make({**K_SPARSE, "features": 200, "k": 20, "alpha": 3.0})
    ks = [wide.k_at(Step(number, 100)) for number in (1, 26, 51, 100)]
    assert ks == [100, 60, 20, 20]
    narrow = make(K_SPARSE)  # ten features in all
    assert [narrow.k_at(Step(number, 100)) for number in (1, 51)] == [10, 2]
    dense = make({**K_SPARSE, "features": 200, "k": 150})
    assert dense.k_at(Step(1, 100)) == 150
    pi = torch.arange(10.0).expand(3, 10) + 1
    assert (narrow.training_codes(pi, Step(100, 100)) > 0).sum(dim=1).tolist() == [2, 2, 2]
    assert (narrow.codes(pi) > 0).sum(dim=1).tolist() == [4, 4, 4]  # α = 2
    assert narrow.encoder_export().json["k"] == 4
    assert make({**K_SPARSE, "alpha": 9.0}).k_in_use == 10


def test_alpha_that_is_no_whole_number_is_rounded(make):
    assert make({**K_SPARSE, "k": 3, "alpha": 1.5}).k_in_use == 4


def test_fc_wta_keeps_each_features_largest_of_a_batch_in_training_only(make):
    model = make({**FC_WTA, "rate": 0.1})
    pi = torch.randn(40, 10, generator=torch.Generator().manual_seed(0)) + 3
    z = model.training_codes(pi, Step(1, 10))
    assert (z > 0).sum(dim=0).tolist() == [4] * 10
    for feature in range(10):
        largest = pi[:, feature].topk(4).values.min()
        assert torch.equal(z[:, feature] > 0, pi[:, feature] >= largest)
    assert torch.equal(model.codes(pi), pi.relu())
    assert model.training_codes(pi[:3], Step(1, 10)).gt(0).sum(dim=0).tolist() == [1] * 10


def test_fc_wta_keeps_the_same_share_of_a_last_batch_of_one(make):
    model = make({**FC_WTA, "rate": 0.2})
    pi = torch.randn(1, 10, generator=torch.Generator().manual_seed(0)) + 3
    z = model.training_codes(pi, Step(1, 10))
    assert torch.equal(z > 0, pi >= pi.topk(2).values.min())  # not all ten, each the best of one


def test_fc_wta_trains_by_the_thinned_codes_and_is_tested_on_all(make):
    model = make(FC_WTA)
    training = model.terms(make.x, Step(1, 10))
    testing = model.terms(make.x, Step(1, 10, training=False))
    assert float(training["l0"]) <= 10 * 2 / 40  # p·B = 2 of 40, for ten features
    assert float(testing["l0"]) > float(training["l0"])


def test_matryoshka_sums_the_error_over_prefixes(make):
    model = make({**MATRYOSHKA, "features": 32})
    assert model.prefixes == [2, 4, 8, 16]
    inputs = model.to_units(make.x)
    with torch.no_grad():
        terms = model.terms(make.x, Step(1, 10, training=False))
        z = model.encode(make.x)
        errors = [
            (inputs - z[:, :size] @ model.W_dec[:size] - model.b_dec).square().sum(dim=1).mean()
            for size in (2, 4, 8, 16, 32)
        ]
    assert float(terms["reconstruction"]) == pytest.approx(float(errors[-1]), rel=1e-5)
    assert float(terms["nested"]) == pytest.approx(float(sum(errors[:-1])), rel=1e-5)
    assert float(terms["objective"]) == pytest.approx(float(sum(errors)), rel=1e-5)


def test_matryoshka_of_few_features_has_the_prefixes_that_there_are(make):
    assert make({**MATRYOSHKA, "features": 4, "k": 1}).prefixes == [1, 2]
    assert make({**MATRYOSHKA, "features": 1, "k": 1}).prefixes == []


def test_matryoshkas_first_features_learn_what_is_general(make):
    """Alone, the first half explains more than the same half of a BatchTopK model."""
    errors = {}
    for name in ("matryoshka", "batch_topk"):
        model = make({**MATRYOSHKA, "variant": name, "features": 8})
        make.train(model, steps=300, learning_rate=3e-3)
        inputs = model.to_units(make.x)
        z = model.encode(make.x)[:, :2]
        guess = z @ model.W_dec[:2] + model.b_dec
        errors[name] = float((inputs - guess).detach().square().sum())
    assert errors["matryoshka"] < errors["batch_topk"]
