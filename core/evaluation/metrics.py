"""Metrics as pure functions of tensors; definitions and checks in SCIENCE.md.

Sums are float64, so that a mean over 10,000 pictures does not depend on how they were batched.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor

ACTIVE_VARIANCE = 0.01


def active_units(means: Tensor) -> int:
    """Latents whose posterior mean varies: Var_x(E[z_j]) > 0.01 (Burda et al., 2016). [N, L]."""
    return int((means.double().var(dim=0) > ACTIVE_VARIANCE).sum())


def squared_errors(x: Tensor, reconstruction: Tensor, train_mean: Tensor) -> Tensor:
    """Σ‖x−x̂‖² and Σ‖x−μ‖² of a batch as float64 [2], to be summed over batches."""
    error = (x - reconstruction).square().sum(dtype=torch.float64)
    spread = (x - train_mean).square().sum(dtype=torch.float64)
    return torch.stack((error, spread))


def fvu_of(sums: Tensor) -> float | None:
    """FVU from summed `squared_errors`; None when the examples all equal the training mean."""
    error, spread = sums.tolist()
    return error / spread if spread > 0 else None


def fvu(x: Tensor, reconstruction: Tensor, train_mean: Tensor) -> float | None:
    """Fraction of variance unexplained, pooled over x [N, D]; μ [D] is the mean in training.

    Always predicting μ gives exactly 1.
    """
    return fvu_of(squared_errors(x, reconstruction, train_mean))


def l0(codes: Tensor, above: float = 0.0) -> float:
    """Mean number of features on, z > `above`, per example. codes [N, M]."""
    return float((codes > above).sum(dim=1).double().mean())


def density(codes: Tensor, above: float = 0.0) -> Tensor:
    """Share of examples on which each feature fires, z > `above`: float64 [M]."""
    return (codes > above).double().mean(dim=0)


def dead_share(densities: Tensor) -> float:
    """Share of features that never fired on the examples `densities` was measured on."""
    return float((densities == 0).double().mean())


def zeros_share(values: Tensor, near: float = 0.0) -> float:
    """Share of exact zeros, or of values up to `near` from zero."""
    return float((values.abs() <= near).double().mean())


def hoyer(values: Tensor) -> Tensor:
    """Hoyer's sparsity per row, 0 (all equal) to 1 (one entry): (√n − ‖x‖₁/‖x‖₂) / (√n − 1).

    Rows of zeros have none and are left out: values [N, n], n ≥ 2 → [≤ N].
    """
    root = math.sqrt(values.shape[1])
    largest, total = values.double().norm(dim=1), values.double().abs().sum(dim=1)
    some = largest > 0
    return (root - total[some] / largest[some]) / (root - 1)


def shrinkage(x: Tensor, reconstruction: Tensor) -> Tensor:
    """‖x̂‖ / ‖x‖ per example; zero inputs are left out: [N, D] twice → [≤ N]."""
    lengths = x.double().norm(dim=1)
    some = lengths > 0
    return reconstruction.double().norm(dim=1)[some] / lengths[some]


def knn_accuracy(codes: Tensor, labels: Tensor, neighbours: int = 5, chunk: int = 1000) -> float:
    """Share of examples whose nearest neighbours (leave-one-out) vote for the right label.

    Euclidean distance, codes [N, L]; labels [N] from 0; among tied labels the smallest wins.
    """
    classes = int(labels.max()) + 1
    right = 0
    for start in range(0, len(codes), chunk):
        some = codes[start : start + chunk]
        distances = torch.cdist(some, codes, compute_mode="donot_use_mm_for_euclid_dist")
        own = torch.arange(len(some), device=codes.device)
        distances[own, own + start] = torch.inf
        nearest = distances.topk(neighbours, largest=False).indices
        votes = torch.nn.functional.one_hot(labels[nearest], classes).sum(dim=1)
        right += int((votes.argmax(dim=1) == labels[start : start + chunk]).sum())
    return right / len(codes)


def mutual_information(log_densities: Iterable[Tensor]) -> float:
    """I_q(x; z) = E log q(z|x) − E log q(z) in nats, from one sample z_i of each q(z|x_i).

    Row i holds log q(z_i|x_j) of all N examples j, [N]. The aggregate posterior is the average over
    these N codes, so the estimate cannot exceed log N.
    """
    total, count = 0.0, 0
    for i, row in enumerate(log_densities):
        log_q = row.double()
        total += float(log_q[i] - (log_q.logsumexp(dim=0) - math.log(len(log_q))))
        count += 1
    return total / count


def log_mean_weight(chunks: Iterable[Tensor]) -> Tensor:
    """log (1/K) Σ_k w_k per example by a running logsumexp: chunks [k, N] of log w → float64 [N].

    With log w = log p(x|z) + log p(z) − log q(z|x) this estimates log p(x) from below; its
    expectation rises to log p(x) with K (Burda et al., 2016).
    """
    total: Tensor | None = None
    count = 0
    for log_weights in chunks:
        some = log_weights.double().logsumexp(dim=0)
        total = some if total is None else torch.logaddexp(total, some)
        count += len(log_weights)
    if total is None:
        raise ValueError("There are no importance weights to average.")
    return total - math.log(count)


def standard_error(values: Tensor) -> float:
    """Standard error of the mean of values [N]: their standard deviation over √N."""
    return float(values.double().std() / math.sqrt(len(values)))
