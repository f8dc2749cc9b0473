"""Likelihoods p(x|z): the decoder's output read as parameters of a distribution over pictures."""

import math
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models.registry import Registry


class Likelihood(nn.Module, ABC):
    """One distribution per feature, independent given z."""

    name: ClassVar[str]
    is_likelihood: ClassVar[bool] = True
    unit: ClassVar[str] = "nats"
    output_map: ClassVar[str]
    """Name of the function from parameters to mean, as the browser knows it."""
    output_bound: ClassVar[float | None] = None
    """Where parameters p are held: what is mapped is b tanh(p / b)."""
    binarise: ClassVar[bool] = False

    @abstractmethod
    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        """log p(x|params), summed over features: x [B, D], params [..., B, D] → [..., B]."""

    @abstractmethod
    def mean(self, params: Tensor) -> Tensor:
        """E[x], the same shape as params."""

    @abstractmethod
    def params_of_mean(self, mean: Tensor) -> Tensor:
        """Finite parameters whose mean is roughly `mean`: where the output bias starts."""

    def initialise_from(self, x: Tensor) -> None:
        """Sets what the likelihood itself learns from training examples x [N, D]."""

    def observe(self, x: Tensor, params: Tensor) -> None:
        """Updates what the likelihood itself learns from a training batch."""

    def monitors(self) -> dict[str, Tensor]:
        """Scalars worth logging beside the loss."""
        return {}

    def output_json(self, shape: tuple[int, ...]) -> dict[str, Any]:
        """The "output" of decoder.json: how the browser gets a picture from parameters."""
        output = {"map": self.output_map, "shape": list(shape), "scale": 1.0, "offset": None}
        return output if self.output_bound is None else {**output, "bound": self.output_bound}


LIKELIHOODS: Registry[Likelihood] = Registry("likelihood")

CLIP = 0.001
"""Means are kept this far from 0 and 1 before a logit is taken (Burda et al., 2016)."""


def _bernoulli_log_prob(x: Tensor, logits: Tensor) -> Tensor:
    target = x.expand_as(logits)
    return -F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(dim=-1)


def clipped_logit(mean: Tensor) -> Tensor:
    """logit of the mean clipped to [0.001, 0.999]."""
    return mean.clamp(CLIP, 1 - CLIP).logit()


@LIKELIHOODS.register("bernoulli")
class Bernoulli(Likelihood):
    """Binary x; params are logits. Grey data is binarised first, `u < x`."""

    name = "bernoulli"
    output_map = "sigmoid"
    binarise = True

    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        return _bernoulli_log_prob(x, params)

    def mean(self, params: Tensor) -> Tensor:
        return params.sigmoid()

    def params_of_mean(self, mean: Tensor) -> Tensor:
        return clipped_logit(mean)


@LIKELIHOODS.register("cross_entropy")
class CrossEntropy(Bernoulli):
    """Bernoulli's formula on grey x in [0, 1]: the tutorials' loss, not a likelihood.

    It does not integrate to one over x; its floor is the pixels' entropy, 45.5 nats on MNIST.
    """

    name = "cross_entropy"
    is_likelihood = False
    unit = "nats of cross-entropy, not a likelihood"
    binarise = False


NEAR_HALF = math.log(0.51 / 0.49)
"""|logit| of a λ in [0.49, 0.51], where the closed forms cancel and series take over."""

LOGIT_BOUND = 16.0


@LIKELIHOODS.register("continuous_bernoulli")
class ContinuousBernoulli(Likelihood):
    """x in [0, 1], p(x) = C(λ) λ^x (1−λ)^(1−x), with logit a = log(λ/(1−λ)) = 16 tanh(param/16).

    Loaiza-Ganem and Cunningham (2019). Written in a, where nothing saturates:
    log C = log|2 atanh(1−2λ)| − log|1−2λ| = log(a / tanh(a/2)). Near λ = ½ the series
    log 2 + 4/3 (λ−½)² + 104/45 (λ−½)⁴ reads log 2 + a²/12 − 7a⁴/1440 in a. The mean
    λ/(2λ−1) + 1/(2 atanh(1−2λ)) = ½ + ½/tanh(a/2) − 1/a, near ½: ½ + a/12 − a³/720.

    The bound: on border pixels, which are exactly 0, the density grows without limit with |a|, and
    those nats outweigh the picture (2-D MNIST, 30 epochs: KL 53 nats, FVU .93; bounded, 20 epochs:
    8 and .68). torch.distributions clamps λ at the same place. Nats on such pixels are the bound's.
    """

    name = "continuous_bernoulli"
    output_map = "continuous_bernoulli_mean"
    output_bound = LOGIT_BOUND

    @staticmethod
    def logits(params: Tensor) -> Tensor:
        """The decoder's output, softly held within ±16."""
        return LOGIT_BOUND * torch.tanh(params / LOGIT_BOUND)

    @staticmethod
    def log_normaliser(logits: Tensor) -> Tensor:
        """log C, elementwise; its gradient is finite everywhere."""
        near = logits.abs() <= NEAR_HALF
        safe = torch.where(near, 1.0, logits)
        square = logits.square()
        series = math.log(2) + square * (1 / 12 - square * (7 / 1440))
        return torch.where(near, series, (safe / torch.tanh(safe / 2)).log())

    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        logits = self.logits(params)
        return _bernoulli_log_prob(x, logits) + self.log_normaliser(logits).sum(dim=-1)

    def mean(self, params: Tensor) -> Tensor:
        logits = self.logits(params)
        near = logits.abs() <= NEAR_HALF
        safe = torch.where(near, 1.0, logits)
        series = 0.5 + logits * (1 / 12 - logits.square() / 720)
        return torch.where(near, series, 0.5 + 0.5 / torch.tanh(safe / 2) - 1 / safe)

    def params_of_mean(self, mean: Tensor) -> Tensor:
        return clipped_logit(mean)


LOG_SIGMA_FLOOR = -6.0
SLOWEST_RATE = 0.01


@LIKELIHOODS.register("gaussian")
class Gaussian(Likelihood):
    """Normal with one σ for every feature; params are means.

    `sigma` a number: σ is that. "optimal" (Rybkin et al., 2021): σ² is the running mean of the
    squared error over training batches (over all of them for the first 100, then with a memory of
    100), and log σ is softly kept above −6.
    """

    name = "gaussian"
    output_map = "identity"
    variance: Tensor
    batches: Tensor

    def __init__(self, sigma: float | str = "optimal") -> None:
        super().__init__()
        self.optimal = sigma == "optimal"
        start = 1.0 if self.optimal else float(sigma) ** 2
        self.register_buffer("variance", torch.tensor(start))
        self.register_buffer("batches", torch.tensor(0.0))

    @property
    def log_sigma(self) -> Tensor:
        """log σ, a scalar."""
        free = self.variance.log() / 2
        if not self.optimal:
            return free
        return LOG_SIGMA_FLOOR + F.softplus(free - LOG_SIGMA_FLOOR)

    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        log_sigma = self.log_sigma
        squares = (x - params).square().sum(dim=-1)
        constant = x.shape[-1] * (log_sigma + 0.5 * math.log(2 * math.pi))
        return -0.5 * torch.exp(-2 * log_sigma) * squares - constant

    def mean(self, params: Tensor) -> Tensor:
        return params

    def params_of_mean(self, mean: Tensor) -> Tensor:
        return mean.clone()

    @torch.no_grad()
    def initialise_from(self, x: Tensor) -> None:
        if self.optimal:
            self.variance.copy_((x - x.mean(dim=0)).square().mean())

    @torch.no_grad()
    def observe(self, x: Tensor, params: Tensor) -> None:
        if self.optimal:
            self.batches += 1
            rate = self.batches.reciprocal().clamp(min=SLOWEST_RATE)
            self.variance.lerp_((x - params).square().mean(), rate)

    def monitors(self) -> dict[str, Tensor]:
        return {"sigma": self.log_sigma.exp()} if self.optimal else {}


def build_likelihood(name: str, sigma: float | str = "optimal") -> Likelihood:
    """The likelihood the specification names; `sigma` belongs to "gaussian" alone."""
    if name == "gaussian":
        return Gaussian(sigma)
    return LIKELIHOODS[name]()
