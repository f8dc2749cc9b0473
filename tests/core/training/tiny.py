"""Tiny digits runs that train within a second."""

from collections.abc import Callable
from typing import Any

from core.runs import RunFolder

Create = Callable[..., RunFolder]


def content(run: RunFolder) -> dict[str, bytes]:
    """What must be equal however often a run was interrupted."""
    names = ["metrics.jsonl", "model.safetensors", "decoder.safetensors", "test/arrays.safetensors"]
    snapshots = sorted((run.path / "snapshots").glob("*/*"))
    files = [run.path / name for name in names] + snapshots
    return {str(file.relative_to(run.path)): file.read_bytes() for file in files}


MODELS: dict[str, dict[str, Any]] = {
    "plain": {"family": "plain", "latent_dim": 3},
    "l1": {"family": "sparse", "variant": "l1", "features": 24, "weight": 1.0},
    "topk": {"family": "sparse", "variant": "topk", "features": 24, "k": 4, "revive": "auxk"},
    "batch_topk": {
        "family": "sparse",
        "variant": "batch_topk",
        "features": 24,
        "k": 1,
        "revive": "resample",
        "dead_window": 64,
    },
    "kl": {"family": "sparse", "variant": "kl", "features": 24, "weight": 1.0, "warmup": 0},
    "learned": {"family": "variational", "latent_dim": 2, "likelihood": "gaussian_learned"},
    "sparse_vae": {"family": "variational", "objective": "sparse", "latent_dim": 2},
    "vq": {
        "family": "variational",
        "objective": "vq",
        "latent_dim": 2,
        "groups": 2,
        "codebook": 6,
    },
    "vae": {"family": "variational", "latent_dim": 2, "likelihood": "bernoulli"},
    "factor": {
        "family": "variational",
        "objective": "factor",
        "latent_dim": 2,
        "discriminator": [8],
    },
}
