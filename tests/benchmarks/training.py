"""Seconds per epoch of the VAE 784-400-20-400-784 on 60,000 MNIST images, batch 128: our product
loop, with logging and snapshots on, beside the well-known tutorial loop.

Both loops get the same pixels, batch size, optimiser settings and thread count in one process. The
tutorial's is the widely copied PyTorch VAE example: a Dataset that turns one image at a time into a
tensor, the default collate, BCE summed on sigmoid outputs, and Adam as it comes.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from core.data import load
from core.runs import Library
from core.spec import RunSpec, parse_spec
from core.training import train

TARGET = 2.0
BATCH = 128
EXAMPLES = 60_000
EPOCHS = 10
MEASURED = 1


class Images(Dataset[tuple[Tensor, int]]):
    """As torchvision's MNIST with ToTensor: uint8 kept, a PIL image and a float tensor a call."""

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        self.images, self.labels = torch.from_numpy(images), torch.from_numpy(labels)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        picture = Image.fromarray(self.images[index].numpy(), mode="L")
        pixels = torch.from_numpy(np.array(picture, np.uint8, copy=True))
        tensor = pixels.view(picture.size[1], picture.size[0], 1).permute(2, 0, 1).contiguous()
        return tensor.to(torch.get_default_dtype()).div(255), int(self.labels[index])


class TutorialVAE(nn.Module):
    """784-400-20-400-784 with ReLU and a sigmoid output."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.fc3, self.fc4 = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        hidden = F.relu(self.fc1(x.view(-1, 784)))
        mean, log_variance = self.fc21(hidden), self.fc22(hidden)
        std = torch.exp(0.5 * log_variance)
        z = mean + torch.randn_like(std) * std
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mean, log_variance


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks training")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=2, help="each measures every loop once")
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1])
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    spec = product_spec()
    images = tutorial_images(spec)
    # Loops take turns, and the fastest epoch of each counts, so that a moment in which the machine
    # is busy with something else hits neither alone.
    seconds: dict[str, list[float]] = {}
    for _ in range(given.rounds):
        for workers in given.workers:
            epochs = tutorial_epochs(images, workers)
            seconds.setdefault(f"tutorial_{workers}_workers", []).extend(epochs)
        seconds.setdefault("product", []).extend(product_epochs(spec, given.threads))
    fastest = {name: min(values) for name, values in seconds.items()}
    ours = fastest.pop("product")
    ratio = min(fastest.values()) / ours
    return {
        "examples": EXAMPLES,
        "threads": given.threads,
        "omp_wait_policy": os.environ.get("OMP_WAIT_POLICY"),
        "seconds_per_epoch": {
            name: [round(value, 2) for value in values] for name, values in seconds.items()
        },
        "ratios": {name: round(value / ours, 2) for name, value in fastest.items()},
        "ratio": round(ratio, 2),
        "target_ratio": TARGET,
        "met": ratio >= TARGET,
    }


def tutorial_images(spec: RunSpec) -> Images:
    """The same training images as uint8, as the tutorial's data set holds them."""
    prepared = load(spec.dataset)
    pixels = np.rint(prepared.train.x * 255).astype(np.uint8).reshape(-1, 28, 28)
    return Images(pixels, prepared.train.y)


def product_spec() -> RunSpec:
    """The tutorial's network, loss, batches, optimiser and ten epochs, as a run of ours.

    All 60,000 images are trained on, so none are left for a validation curve.
    """
    return parse_spec(
        {
            "dataset": {"name": "mnist", "train_size": EXAMPLES, "validation_size": 0},
            "model": {"family": "variational", "latent_dim": 20, "likelihood": "cross_entropy"},
            "network": {"hidden": [400], "activation": "relu"},
            "training": {
                "epochs": EPOCHS,
                "batch_size": BATCH,
                "learning_rate": 1e-3,
                "device": "cpu",
            },
        }
    )


def tutorial_epochs(images: Images, workers: int) -> list[float]:
    """Seconds of each epoch of the tutorial loop, after one to warm up."""
    torch.manual_seed(0)
    model = TutorialVAE()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    loader = DataLoader(images, batch_size=BATCH, shuffle=True, num_workers=workers)
    seconds = []
    for _ in range(1 + MEASURED):
        begin = time.perf_counter()
        total = 0.0
        for x, _label in loader:
            optimiser.zero_grad()
            output, mean, log_variance = model(x)
            bce = F.binary_cross_entropy(output, x.view(-1, 784), reduction="sum")
            kl = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
            loss = bce + kl
            loss.backward()
            total += loss.item()
            optimiser.step()
        seconds.append(time.perf_counter() - begin)
    return seconds[1:]


def product_epochs(spec: RunSpec, threads: int) -> list[float]:
    """Seconds of the epochs after the first, from the run's own timing rows; then it is stopped."""
    with tempfile.TemporaryDirectory() as place:
        run = Library(Path(place), gallery=None).create(spec, "benchmark")

        def enough(row: dict[str, Any]) -> None:
            if row["epoch"] >= 1 + MEASURED:
                run.want("stop")

        train(run, threads=threads, progress=enough)
        at, epoch = run.seconds(), spec.steps_per_epoch
        return [at[end * epoch] - at[(end - 1) * epoch] for end in range(2, 2 + MEASURED)]
