"""Examples as rows of a matrix: dense, or compressed (CSR) where nearly all entries are zero.

Both are tensors [N, D], told apart by their layout. Whatever works on either is here; everything
else asks for `dense` rows, a minibatch at a time.
"""

import warnings
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

Matrix: TypeAlias = NDArray[np.float32] | sparse.csr_array
"""Examples as numpy and scipy have them, float32 [N, D]."""

SPARSE_BELOW = 0.1
"""Share of entries that are not zero, up to which the sparse product is the faster one."""


def prefers_sparse(density: float) -> bool:
    """Whether a first layer should multiply compressed rows, rather than rows made dense.

    By `tests/benchmarks/sparse_input.py`, with 10,000 features: ahead at 1 % and at 5 % of entries,
    level or behind at 20 %.
    """
    return density <= SPARSE_BELOW


def arrays_of(x: Matrix) -> tuple[NDArray[Any], ...]:
    """The dense arrays that x is made of: of compressed rows starts, columns and values."""
    return (x.indptr, x.indices, x.data) if isinstance(x, sparse.csr_array) else (x,)


def as_rows(x: Matrix) -> Tensor:
    """What was loaded, as a float32 tensor of the same layout.

    They share their memory, where compressed rows have float32 values and int64 places.
    """
    if isinstance(x, sparse.csr_array):
        starts, columns = (
            torch.as_tensor(part.astype(np.int64, copy=False)) for part in (x.indptr, x.indices)
        )
        values = torch.as_tensor(x.data.astype(np.float32, copy=False))
        return compressed(starts, columns, values, x.shape[1])
    return torch.as_tensor(x, dtype=torch.float32)


def as_matrix(x: Tensor) -> Matrix:
    """The array of the same layout."""
    if not is_sparse(x):
        return x.cpu().numpy()
    starts, columns, values = (part.cpu().numpy() for part in parts_of(x))
    return sparse.csr_array((values, columns, starts), shape=tuple(x.shape))


def compressed(starts: Tensor, columns: Tensor, values: Tensor, width: int) -> Tensor:
    """Rows [N, width] from N + 1 starts into columns and values, both [entries]."""
    with warnings.catch_warnings():  # PyTorch says, once a process, that the layout is new
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support")
        return torch.sparse_csr_tensor(
            starts, columns, values, (len(starts) - 1, width), check_invariants=False
        )


def is_sparse(x: Tensor) -> bool:
    return x.layout == torch.sparse_csr


def dense(x: Tensor) -> Tensor:
    """The rows themselves where they are dense, and otherwise a dense copy."""
    return x.to_dense() if is_sparse(x) else x


def spread(x: Tensor, out: Tensor) -> Tensor:
    """Compressed rows [N, D] made dense in the memory of `out` [N, D]."""
    return out.zero_().index_put_((row_indices(x), x.col_indices()), x.values())


def row_indices(x: Tensor) -> Tensor:
    """The row of each stored entry of compressed rows, [entries]."""
    rows = torch.arange(len(x), device=x.device)
    return rows.repeat_interleave(x.crow_indices().diff(), output_size=x.values().numel())


def parts_of(x: Tensor) -> tuple[Tensor, ...]:
    """The dense tensors that hold all there is in x."""
    return (x.crow_indices(), x.col_indices(), x.values()) if is_sparse(x) else (x,)


def density(x: Tensor) -> float:
    """Share of the entries that are stored; 1 for dense rows."""
    return x.values().numel() / max(1, x.shape[0] * x.shape[1]) if is_sparse(x) else 1.0


def take(x: Tensor, index: Tensor) -> Tensor:
    """The rows at `index` [n], in its order."""
    if not is_sparse(x):
        return x.index_select(0, index)
    starts = x.crow_indices()
    begins, lengths = starts[index], starts.diff()[index]
    ends = lengths.cumsum(0)
    places = torch.arange(int(ends[-1]) if len(index) else 0, device=x.device)
    places += (begins - (ends - lengths)).repeat_interleave(lengths, output_size=len(places))
    new_starts = F.pad(ends, (1, 0))
    return compressed(new_starts, x.col_indices()[places], x.values()[places], x.shape[1])


def first(x: Tensor, count: int | None) -> Tensor:
    """The first `count` rows, or all."""
    return span(x, 0, len(x) if count is None else min(count, len(x)))


def span(x: Tensor, start: int, stop: int) -> Tensor:
    """Rows `start` to `stop`, without a copy of their values."""
    if not is_sparse(x):
        return x[start:stop]
    starts = x.crow_indices()[start : stop + 1]
    low, high = int(starts[0]), int(starts[-1])
    return compressed(starts - low, x.col_indices()[low:high], x.values()[low:high], x.shape[1])


def chunks(x: Tensor, size: int) -> Iterator[Tensor]:
    """All rows in order, `size` at a time; the last may be fewer."""
    return (span(x, start, min(start + size, len(x))) for start in range(0, len(x), size))


def column_mean(x: Tensor) -> Tensor:
    """Mean row [D]."""
    if not is_sparse(x):
        return x.mean(dim=0)
    total = torch.zeros(x.shape[1], dtype=torch.float64, device=x.device)
    total.index_add_(0, x.col_indices(), x.values().double())
    return (total / len(x)).float()


def row_sum(x: Tensor) -> Tensor:
    """Sum of each row [N]."""
    if not is_sparse(x):
        return x.sum(dim=1)
    ones = torch.ones((x.shape[1], 1), device=x.device)
    return multiply(x, ones)[:, 0]


def mean_square(x: Tensor, centre: Tensor) -> Tensor:
    """Mean of (x − centre)² over rows and columns, in double precision. centre [D] is their mean.

    For compressed rows Σ x² − N Σ centre², which needs no dense copy.
    """
    if not is_sparse(x):
        return (x - centre).square().mean(dtype=torch.float64)
    squares = x.values().double().square().sum() - len(x) * centre.double().square().sum()
    return squares.clamp(min=0) / (x.shape[0] * x.shape[1])


def multiply(x: Tensor, weight: Tensor) -> Tensor:
    """x [N, D] · weight [D, H] → [N, H]; gradients go to the weight alone.

    Fast where the rows of `weight` lie together in memory.
    """
    if not is_sparse(x):
        return x @ weight
    product: Tensor = _Product.apply(x.crow_indices(), x.col_indices(), x.values(), weight)
    return product


class _Product(torch.autograd.Function):
    """Each row gathers the weight's rows that it names; for the gradient, transposed, the same.

    PyTorch's own product of CSR and dense took 2 to 30 times as long, most of it in the gradient.
    """

    @staticmethod
    def forward(ctx: object, starts: Tensor, columns: Tensor, values: Tensor, weight: Tensor):  # type: ignore[no-untyped-def]
        ctx.save_for_backward(starts, columns, values)  # type: ignore[attr-defined]
        ctx.height = len(weight)  # type: ignore[attr-defined]
        return _gather(starts, columns, values, weight)

    @staticmethod
    def backward(ctx, gradient: Tensor):  # type: ignore[no-untyped-def]
        starts, columns, values = ctx.saved_tensors
        columns, order = columns.sort(stable=True)
        rows = torch.arange(len(starts) - 1, device=columns.device)
        rows = rows.repeat_interleave(starts.diff(), output_size=len(columns))
        edges = torch.arange(ctx.height + 1, device=columns.device)
        starts = torch.searchsorted(columns, edges)
        return None, None, None, _gather(starts, rows[order], values[order], gradient)


def _gather(starts: Tensor, columns: Tensor, values: Tensor, weight: Tensor) -> Tensor:
    """Σ_j values_j · weight[columns_j] for every span of j, always added in the same order."""
    return F.embedding_bag(
        columns, weight, starts, mode="sum", per_sample_weights=values, include_last_offset=True
    )
