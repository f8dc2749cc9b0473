"""The networks that are timed: as a run of ours, as a tutorial has them, and as matrix products."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.spec import RunSpec, parse_spec


class Tutorial(nn.Module, ABC):
    """A model as a tutorial writes it."""

    @abstractmethod
    def loss(self, x: Tensor) -> Tensor:
        """Of a batch x [B, 784]."""

    def before_step(self) -> None:
        """Between the backward pass and the optimiser's step."""

    def after_step(self) -> None:
        """After the optimiser's step."""


class TutorialVAE(Tutorial):
    """784-400-20-400-784 with ReLU and a sigmoid output, as in PyTorch's own examples."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.fc3, self.fc4 = nn.Linear(20, 400), nn.Linear(400, 784)

    def loss(self, x: Tensor) -> Tensor:
        hidden = F.relu(self.fc1(x))
        mean, log_variance = self.fc21(hidden), self.fc22(hidden)
        std = torch.exp(0.5 * log_variance)
        z = mean + torch.randn_like(std) * std
        output = torch.sigmoid(self.fc4(F.relu(self.fc3(z))))
        bce = F.binary_cross_entropy(output, x, reduction="sum")
        kl = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
        return bce + kl


class TutorialSparse(Tutorial):
    """784-1024 with unit-length atoms; L1, or TopK where k is given."""

    def __init__(self, weight: float = 0.0, k: int | None = None) -> None:
        super().__init__()
        atoms = F.normalize(torch.randn(1024, 784), dim=1)
        self.W_enc, self.W_dec = nn.Parameter(atoms.T.contiguous()), nn.Parameter(atoms.clone())
        self.b_enc, self.b_dec = nn.Parameter(torch.zeros(1024)), nn.Parameter(torch.zeros(784))
        self.weight, self.k = weight, k

    def loss(self, x: Tensor) -> Tensor:
        pi = (x - self.b_dec) @ self.W_enc + self.b_enc
        if self.k is None:
            z = F.relu(pi)
        else:
            values, where = torch.topk(pi, self.k, dim=1)
            z = torch.zeros_like(pi).scatter(1, where, F.relu(values))
        error = (x - (z @ self.W_dec + self.b_dec)).pow(2).sum(dim=1).mean()
        return error + self.weight * (z * self.W_dec.norm(dim=1)).sum(dim=1).mean()

    @torch.no_grad()
    def before_step(self) -> None:
        gradient = self.W_dec.grad
        assert gradient is not None
        gradient -= (gradient * self.W_dec).sum(dim=1, keepdim=True) * self.W_dec

    @torch.no_grad()
    def after_step(self) -> None:
        self.W_dec /= self.W_dec.norm(dim=1, keepdim=True)


@dataclass(frozen=True)
class Problem:
    """A run of ours, its twin, and its layers (inputs, outputs), the first fed with data."""

    spec: RunSpec
    twin: Callable[[], Tutorial]
    layers: tuple[tuple[int, int], ...]

    @property
    def batch(self) -> int:
        return self.spec.training.batch_size

    @property
    def flops(self) -> int:
        """Of the matrix products an example: forward, for weights, and for all inputs but data."""
        sizes = [a * b for a, b in self.layers]
        return 2 * (3 * sum(sizes) - sizes[0])


def _spec(model: dict[str, Any], train: int, validation: int, epochs: int) -> RunSpec:
    return parse_spec(
        {
            "dataset": {"name": "mnist", "train_size": train, "validation_size": validation},
            "model": model,
            "network": {"hidden": [400], "activation": "relu"},
            "training": {
                "epochs": epochs,
                "batch_size": 128,
                "learning_rate": 1e-3,
                "device": "cpu",
            },
        }
    )


def vae(*sizes: int) -> Problem:
    model = {"family": "variational", "latent_dim": 20, "likelihood": "cross_entropy"}
    layers = ((784, 400), (400, 40), (20, 400), (400, 784))
    return Problem(_spec(model, *sizes), TutorialVAE, layers)


_WIDE = ((784, 1024), (1024, 784))


def sparse_l1(*sizes: int) -> Problem:
    model = {"family": "sparse", "variant": "l1", "features": 1024, "weight": 3.0}
    return Problem(_spec(model, *sizes), lambda: TutorialSparse(weight=3.0), _WIDE)


def sparse_topk(*sizes: int) -> Problem:
    model = {"family": "sparse", "variant": "topk", "features": 1024, "k": 32}
    return Problem(_spec(model, *sizes), lambda: TutorialSparse(k=32), _WIDE)


PROBLEMS: dict[str, Callable[..., Problem]] = {
    "vae 784-400-20-400-784": vae,
    "sparse 784-1024 l1": sparse_l1,
    "sparse 784-1024 topk": sparse_topk,
}
