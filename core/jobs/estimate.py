"""How long a run will take: multiplications counted, speed measured, corrected by experience."""

from collections.abc import Sequence
from itertools import pairwise
from math import log, prod
from statistics import median

from core.spec import RunSpec

# Fitted to CPU seconds of one thread over seven models of digits and MNIST (.1 to 10 MFLOP an
# example, 150 and 450 steps), the efficiency to runs of 3,000 steps on a quiet machine;
# `python -m tests.benchmarks estimate` measures what they are worth.
_EFFICIENCY = 0.58  # of matrix-multiply speed, in a training loop
_OVERHEAD = 1e-3  # seconds a step beside multiplications: dispatch, optimiser, logging
_PER_WEIGHT = 1.4e-6  # seconds a weight, once: the snapshots, which draw it, and the results
_ONCE = 0.2  # seconds a run: data, results
_NEAREST = 5  # runs of experience, those with the most similar steps
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


def weights(spec: RunSpec) -> int:
    """Weights of the model, biases and what only training uses left out."""
    model, dimension = spec.model, prod(spec.dataset.shape)
    if model.family == "sparse":
        return 2 * dimension * model.features
    heads = 2 if model.family == "variational" else 1
    inner, width = _layers(spec, each_once=True)
    return 2 * inner + (heads + 1) * width * model.latent_dim


def _layers(spec: RunSpec, *, each_once: bool = False) -> tuple[int, int]:
    """Uses of weights between the data and the last layer before the code (with `each_once` the
    weights themselves, whose filters an example uses at each place), and its width."""
    network, entry = spec.network, spec.dataset.entry
    if network.kind == "mlp":
        widths = [entry.dimension, *network.hidden]
        return sum(a * b for a, b in pairwise(widths)), widths[-1]
    (height, width), uses = entry.shape, 0
    for before, after in pairwise((1, *network.channels)):
        height, width = height // 2, width // 2
        places = 1 if each_once else height * width
        uses += places * _FILTER * before * after
    return uses, height * width * network.channels[-1]


def modelled_seconds(spec: RunSpec, gflops: float) -> float:
    """Seconds by arithmetic alone, at a matrix-multiply speed of `gflops` (10⁹ a second)."""
    batch = min(spec.training.batch_size, spec.dataset.trained_on)
    work = batch * flops_per_example(spec) / (gflops * 1e9 * _EFFICIENCY)
    return spec.total_steps * (_OVERHEAD + work) + _PER_WEIGHT * weights(spec) + _ONCE


def estimate(
    spec: RunSpec, gflops: float | None, experience: Sequence[tuple[RunSpec, float]] = ()
) -> float | None:
    """Seconds `spec` will train here, or None before anything was measured.

    `experience`: finished runs with their examples a second; the median ratio of what such runs
    took to what arithmetic says (of the same kind, if any is, and of these the nearest by the size
    of a step) corrects the arithmetic.
    """
    alike = [one for one in experience if _kind(one[0]) == _kind(spec)] or experience
    alike = sorted(alike, key=lambda one: abs(_magnitude(one[0]) - _magnitude(spec)))[:_NEAREST]
    if not alike and gflops is None:
        return None
    speed = gflops or _NOMINAL
    ratios = [_taken(run, rate) / modelled_seconds(run, speed) for run, rate in alike]
    return modelled_seconds(spec, speed) * (median(ratios) if ratios else 1.0)


def _kind(spec: RunSpec) -> tuple[str, str]:
    return spec.model.family, spec.network.kind


def _magnitude(spec: RunSpec) -> float:
    """Logarithm of the operations in a step."""
    return log(spec.training.batch_size * flops_per_example(spec))


def _taken(spec: RunSpec, examples_per_second: float) -> float:
    epochs = spec.total_steps / spec.steps_per_epoch
    return epochs * spec.dataset.trained_on / examples_per_second
