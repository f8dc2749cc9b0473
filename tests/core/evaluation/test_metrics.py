"""Metrics against values worked out by hand, numpy and scikit-learn."""

import math

import pytest
import torch
from sklearn.neighbors import KNeighborsClassifier

from core.evaluation import metrics
from core.models.variational.posterior import DiagonalGaussian


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_predicting_the_mean_has_fvu_one_on_data_with_a_large_mean():
    x = 1000 + torch.rand(500, 20, generator=generator())
    mean = x.mean(dim=0)
    assert metrics.fvu(x, mean.expand_as(x), mean) == pytest.approx(1, abs=1e-9)
    assert metrics.fvu(x, x, mean) == 0


def test_fvu_is_pooled_not_averaged_over_batches_or_features():
    x = torch.tensor([[1.0, 0.0], [0.0, 10.0]])
    reconstruction = torch.tensor([[0.0, 0.0], [0.0, 10.0]])
    mean = torch.zeros(2)
    assert metrics.fvu(x, reconstruction, mean) == pytest.approx(1 / 101)
    parts = sum(
        metrics.squared_errors(a, b, mean)
        for a, b in zip(x.split(1), reconstruction.split(1), strict=True)
    )
    assert metrics.fvu_of(parts) == pytest.approx(1 / 101)


def test_fvu_of_examples_equal_to_the_mean_is_undefined():
    assert metrics.fvu(torch.ones(3, 2), torch.zeros(3, 2), torch.ones(2)) is None


def test_l0_density_dead_and_zeros_count_exact_zeros():
    codes = torch.tensor([[0.0, 1e-9, 2.0, 0.0], [0.0, 0.0, 3.0, 0.0]])
    assert metrics.l0(codes) == 1.5
    assert metrics.density(codes).tolist() == [0, 0.5, 1, 0]
    assert metrics.dead_share(metrics.density(codes)) == 0.5
    assert metrics.zeros_share(codes) == 5 / 8


def test_what_is_never_exactly_zero_is_counted_near_it():
    codes = torch.tensor([[0.05, 0.1, 2.0, 0.0], [0.01, 0.0, 3.0, 0.2]])
    assert metrics.l0(codes, above=0.1) == 1.5
    assert metrics.density(codes, above=0.1).tolist() == [0, 0, 1, 0.5]
    assert metrics.zeros_share(codes, near=0.1) == pytest.approx(5 / 8)


def test_hoyer_runs_from_zero_to_one_and_leaves_zero_vectors_out():
    values = torch.tensor([[1.0, 1, 1, 1], [0, 0, 5, 0], [0, 0, 0, 0], [3, 4, 0, 0]])
    expected = [0, 1, 2 - 7 / 5]
    assert metrics.hoyer(values).tolist() == pytest.approx(expected, abs=1e-12)


def test_shrinkage_leaves_zero_inputs_out():
    x = torch.tensor([[3.0, 4.0], [0.0, 0.0], [1.0, 0.0]])
    reconstruction = torch.tensor([[0.0, 2.5], [9.0, 9.0], [1.0, 0.0]])
    assert metrics.shrinkage(x, reconstruction).tolist() == pytest.approx([0.5, 1.0])


def test_active_units_need_a_variance_above_a_hundredth():
    scale = torch.tensor([1.0, 0.05, 0.2])
    means = torch.randn(5000, 3, generator=generator()) * scale
    assert metrics.active_units(means) == 2


def test_knn_accuracy_leaves_the_point_itself_out_and_agrees_with_scikit_learn():
    codes = torch.randn(120, 3, generator=generator())
    labels = (codes[:, 0] > 0).long() + (codes[:, 1] > 0).long()
    right = 0
    for i in range(len(codes)):
        rest = [j for j in range(len(codes)) if j != i]
        neighbours = KNeighborsClassifier(5).fit(codes[rest], labels[rest])
        right += int(neighbours.predict(codes[i : i + 1])[0] == labels[i])
    for chunk in (7, 1000):
        assert metrics.knn_accuracy(codes, labels, chunk=chunk) == pytest.approx(right / 120)


def information(mean, log_variance, epsilon):
    q = DiagonalGaussian(mean, log_variance)
    z = mean + q.deviation * epsilon
    return metrics.mutual_information(q.log_density(one).sum(dim=1) for one in z)


def test_mutual_information_is_bounded_by_the_log_of_the_number_of_codes():
    far = 1000 * torch.arange(50.0)[:, None]
    epsilon = torch.randn(50, 1, generator=generator())
    told = information(far, torch.zeros(50, 1), epsilon)
    assert told == pytest.approx(math.log(50), abs=1e-9)
    collapsed = information(torch.zeros(50, 1), torch.zeros(50, 1), epsilon)
    assert collapsed == pytest.approx(0, abs=1e-12)


def test_mutual_information_of_a_gaussian_channel():
    """z = x + noise with variances 1 and s: ½ log(1 + 1/s) nats."""
    mean = torch.randn(3000, 1, generator=generator())
    log_variance = torch.full((3000, 1), math.log(0.25))
    epsilon = torch.randn(3000, 1, generator=generator(1))
    found = information(mean, log_variance, epsilon)
    assert found == pytest.approx(0.5 * math.log(5), abs=0.05)


def test_running_log_mean_weight_does_not_depend_on_the_chunks():
    log_weights = 200 * torch.randn(12, 4, generator=generator(), dtype=torch.float64)
    expected = log_weights.logsumexp(dim=0) - math.log(12)
    for size in (1, 5, 12):
        found = metrics.log_mean_weight(log_weights.split(size))
        assert torch.allclose(found, expected, atol=1e-10)
    with pytest.raises(ValueError, match="no importance weights"):
        metrics.log_mean_weight([])


def test_standard_error():
    assert metrics.standard_error(torch.tensor([1.0, 3.0])) == pytest.approx(1.0)
