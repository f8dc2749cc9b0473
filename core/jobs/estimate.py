"""How long a run will take: multiplications counted, speed measured, corrected by experience."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from statistics import median

from core.spec import RunSpec

_EFFICIENCY = 0.5  # of matrix-multiply speed, in a training loop (PLATFORM.md: 92 of 172 GFLOP/s)
_OVERHEAD = 6e-4  # seconds a step beside multiplications: dispatch, optimiser, logging
_FILTER = 16  # weights of a 4×4 filter
_NOMINAL = 60.0  # GFLOP/s assumed where only experience speaks; its factor corrects this


def flops_per_example(spec: RunSpec) -> float:
    """Floating-point operations of one example's training step: 6 for each use of a weight.

    Two for the forward pass and four for the backward pass. A dense layer uses each weight once, a
    convolution at each place.
    """
    dimension = prod(spec.dataset.shape)
    model = spec.model
    if model.family == "sparse":
        return 6.0 * 2 * dimension * model.features
    heads = 2 if model.family == "variational" else 1
    inner, width = _layers(spec)
    code = width * model.latent_dim
    samples = getattr(model, "samples", 1)
    return 6.0 * (inner + heads * code + samples * (inner + code))


def _layers(spec: RunSpec) -> tuple[int, int]:
    """Uses of weights between the data and the last layer before the code, and its width."""
    network, entry = spec.network, spec.dataset.entry
    if network.kind == "mlp":
        widths = [entry.dimension, *network.hidden]
        return sum(a * b for a, b in pairwise(widths)), widths[-1]
    (height, width), uses = entry.shape, 0
    for before, after in pairwise((1, *network.channels)):
        height, width = height // 2, width // 2
        uses += height * width * _FILTER * before * after
    return uses, height * width * network.channels[-1]


def modelled_seconds(spec: RunSpec, gflops: float) -> float:
    """Seconds by arithmetic alone, at a matrix-multiply speed of `gflops` (10⁹ a second)."""
    batch = min(spec.training.batch_size, spec.dataset.train_size)
    work = batch * flops_per_example(spec) / (gflops * 1e9 * _EFFICIENCY)
    return spec.total_steps * (_OVERHEAD + work)


def estimate(
    spec: RunSpec, gflops: float | None, experience: Sequence[tuple[RunSpec, float]] = ()
) -> float | None:
    """Seconds `spec` will train here, or None before anything was measured.

    `experience`: finished runs with their examples a second; the median ratio of what such runs
    took to what arithmetic says (of the same kind, if any is) corrects the arithmetic.
    """
    alike = [one for one in experience if _kind(one[0]) == _kind(spec)] or experience
    if not alike and gflops is None:
        return None
    speed = gflops or _NOMINAL
    ratios = [_taken(run, rate) / modelled_seconds(run, speed) for run, rate in alike]
    return modelled_seconds(spec, speed) * (median(ratios) if ratios else 1.0)


def _kind(spec: RunSpec) -> tuple[str, str]:
    return spec.model.family, spec.network.kind


def _taken(spec: RunSpec, examples_per_second: float) -> float:
    epochs = spec.total_steps / spec.steps_per_epoch
    return epochs * spec.dataset.train_size / examples_per_second
