"""Compressed rows say the same as dense ones."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from core import rows


def matrix(seed: int = 0, shape: tuple[int, int] = (23, 17), density: float = 0.2):
    rng = np.random.default_rng(seed)
    x = sparse.random_array(shape, density=density, format="csr", dtype=np.float32, rng=rng)
    return sparse.csr_array(x)


def both(seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    x = matrix(seed)
    return rows.as_rows(x), torch.from_numpy(x.toarray())


def test_layouts_are_kept():
    compressed, dense = both()
    assert rows.is_sparse(compressed)
    assert not rows.is_sparse(dense)
    assert torch.equal(rows.dense(compressed), dense)
    array = dense.numpy()
    assert rows.as_rows(array).data_ptr() == torch.from_numpy(array).data_ptr()
    assert rows.dense(dense) is dense
    assert rows.density(dense) == 1
    assert rows.density(compressed) == pytest.approx(0.2, abs=0.01)


@given(st.lists(st.integers(0, 22), max_size=40), st.integers(0, 3))
def test_any_rows_can_be_taken(index: list[int], seed: int):
    compressed, dense = both(seed)
    chosen = torch.tensor(index, dtype=torch.int64)
    assert torch.equal(rows.dense(rows.take(compressed, chosen)), dense[chosen])


@given(st.integers(1, 30))
def test_chunks_are_all_rows_in_order(size: int):
    compressed, dense = both()
    parts = list(rows.chunks(compressed, size))
    assert [len(part) for part in parts] == [len(part) for part in dense.split(size)]
    assert torch.equal(torch.cat([rows.dense(part) for part in parts]), dense)
    assert torch.equal(rows.dense(rows.first(compressed, size)), dense[:size])


def test_sums_and_means():
    compressed, dense = both()
    mean = dense.mean(dim=0)
    assert torch.allclose(rows.column_mean(compressed), mean)
    assert torch.allclose(rows.row_sum(compressed), dense.sum(dim=1))
    expected = (dense - mean).double().square().mean()
    assert rows.mean_square(compressed, mean).item() == pytest.approx(expected.item(), rel=1e-6)
    out = torch.full((23, 17), 9.0)
    assert torch.equal(rows.spread(compressed, out), dense)


@pytest.mark.parametrize("by_input", [True, False])
def test_the_product_and_its_gradient_are_the_dense_ones(by_input: bool):
    compressed, dense = both()
    weight = torch.randn(17, 5, generator=torch.Generator().manual_seed(1))
    weight = (weight if by_input else weight.T.contiguous().T).requires_grad_()
    upstream = torch.randn(23, 5, generator=torch.Generator().manual_seed(2))
    ours, theirs = rows.multiply(compressed, weight), dense @ weight
    assert torch.allclose(ours, theirs, atol=1e-6)
    (our_gradient,) = torch.autograd.grad(ours, weight, upstream)
    (their_gradient,) = torch.autograd.grad(theirs, weight, upstream)
    assert torch.allclose(our_gradient, their_gradient, atol=1e-6)


def test_the_sparse_product_is_for_few_entries():
    assert [rows.prefers_sparse(density) for density in (0.01, 0.05, 0.2, 1)] == [1, 1, 0, 0]
