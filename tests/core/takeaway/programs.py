"""Runs that are written out as programs: one for each thing that a program does."""

from typing import Any

DIGITS = {"name": "digits", "train_size": 640}
BRIEF = {"epochs": 3}
SMALL = {"hidden": [32, 16]}
VAE = {"family": "variational", "latent_dim": 3}
SAE = {"family": "sparse", "features": 48}
RESTARTING = {"revive": "resample", "dead_window": 200}
FRESH = {"name": "superposition", "train_size": 1000, "validation_size": 0, "atoms": 24}
CASES: dict[str, dict[str, Any]] = {
    "plain": {"model": {"family": "plain"}},
    "plain-gaussian-sgd": {
        "model": {"family": "plain", "likelihood": "gaussian"},
        "network": {"hidden": [24], "activation": "gelu"},
        "training": {"optimizer": "sgd", "learning_rate": 1e-4, "schedule": "cosine", **BRIEF},
    },
    "plain-of-a-table": {
        "dataset": {"name": "breast_cancer"},
        "model": {"family": "plain", "likelihood": "gaussian"},
    },
    "l1": {"model": {**SAE, "variant": "l1", "weight": 2.0}},
    "l1-free": {"model": {**SAE, "variant": "l1", "decoder_norm": "free", "warmup": 0}},
    "l1-codes": {
        "model": {**SAE, "variant": "l1", "decoder_norm": "free", "charge": "code", "warmup": 0}
    },
    "l2": {"model": {**SAE, "variant": "l2"}},
    "topk-auxk": {
        "model": {**SAE, "variant": "topk", "k": 2, "revive": "auxk", "dead_window": 100}
    },
    "topk-fresh": {
        "dataset": FRESH,
        "model": {**SAE, "variant": "topk", "k": 4, "revive": "none"},
        "training": {"steps": 30, "batch_size": 128},
    },
    "the-seed": {
        "dataset": {**DIGITS, "scale": "none"},
        "model": {**SAE, "variant": "none", "output": "sigmoid", "decoder_norm": "free"},
    },
    "vae": {"model": {**VAE, "beta": 2.0}},
    "vae-cross-entropy": {
        "model": {**VAE, "likelihood": "cross_entropy", "schedule": {"kind": "linear"}},
        "network": {"hidden": [16], "activation": "softplus"},
    },
    "vae-gaussian": {
        "model": {**VAE, "likelihood": "gaussian", "schedule": {"kind": "cyclical"}},
        "training": {"steps": 25, "batch_size": 100, "schedule": "staircase", "seed": 3},
    },
    "vae-sigma": {"model": {**VAE, "likelihood": "gaussian", "sigma": 0.3}},
    "vae-continuous": {
        "model": {**VAE, "likelihood": "continuous_bernoulli", "schedule": {"kind": "cosine"}}
    },
    "vae-learned": {"model": {**VAE, "likelihood": "gaussian_learned"}},
    "free-bits": {"model": {**VAE, "objective": "free_bits"}},
    "capacity": {"model": {**VAE, "objective": "capacity"}},
    "dip-i": {"model": {**VAE, "objective": "dip_i"}},
    "dip-ii": {"model": {**VAE, "objective": "dip_ii"}},
    "iwae": {"model": {**VAE, "objective": "iwae", "samples": 5}},
    "no-hidden-layer": {"model": {**VAE}, "network": {"hidden": []}},
    "kl": {"model": {**SAE, "variant": "kl"}},
    "k-sparse": {"model": {**SAE, "variant": "k_sparse", "k": 6}},
    "fc-wta": {"model": {**SAE, "variant": "fc_wta"}},
    "batch-topk": {"model": {**SAE, "variant": "batch_topk", "k": 6}},
    "jumprelu": {"model": {**SAE, "variant": "jumprelu"}},
    "jumprelu-l0": {"model": {**SAE, "variant": "jumprelu", "target_l0": 8}},
    "gated": {"model": {**SAE, "variant": "gated"}},
    "matryoshka": {"model": {**SAE, "variant": "matryoshka", "k": 6}},
    "topk-resample": {
        "model": {**SAE, "variant": "topk", "k": 2, "revive": "resample", "dead_window": 200}
    },
    "gated-resample": {
        "model": {**SAE, "variant": "gated", "weight": 60.0, "warmup": 0, **RESTARTING},
        "training": {"learning_rate": 0.02, **BRIEF},
    },
    # In 60 steps, a start moved by 10⁻⁷ moves the numbers of such jumps by up to 3 %.
    "jumprelu-resample": {
        "model": {**SAE, "variant": "jumprelu", "threshold": 2.0, **RESTARTING},
        "training": {"steps": 10},
    },
    "topk-resample-sgd": {
        "model": {**SAE, "variant": "topk", "k": 2, **RESTARTING},
        "training": {"optimizer": "sgd", "learning_rate": 1e-4, **BRIEF},
    },
    "l2-auxk": {
        "model": {**SAE, "variant": "l2", "weight": 20.0, "revive": "auxk", "dead_window": 60},
        "training": {"learning_rate": 0.02, **BRIEF},
    },
    "sigmoid-scaled": {
        "model": {**SAE, "variant": "topk", "k": 2, "output": "sigmoid", **RESTARTING}
    },
    "last-alone": {
        "dataset": {**DIGITS, "train_size": 641},
        "model": {**SAE, "variant": "fc_wta"},
    },
    "beta-tc": {"model": {**VAE, "objective": "beta_tc"}},
    "beta-tc-alone": {
        "dataset": {**DIGITS, "train_size": 641},
        "model": {**VAE, "objective": "beta_tc"},
    },
    "factor": {"model": {**VAE, "objective": "factor", "discriminator": [16]}},
    "factor-alone": {
        "dataset": {**DIGITS, "train_size": 641},
        "model": {**VAE, "objective": "factor", "discriminator": [16]},
    },
    "vq": {"model": {**VAE, "objective": "vq", "latent_dim": 8, "groups": 2, "codebook": 16}},
    "sparse-vae": {"model": {**VAE, "objective": "sparse"}},
    "conv": {"model": {**VAE}, "network": {"kind": "conv", "channels": [4, 8]}},
    "conv-learned": {
        "model": {**VAE, "likelihood": "gaussian_learned", "objective": "iwae", "samples": 3},
        "network": {"kind": "conv", "channels": [4]},
    },
    "patches": {
        "dataset": {"name": "patches", "train_size": 600},
        "model": {**SAE, "variant": "l1"},
    },
    "patches-squashed": {
        "dataset": {"name": "patches", "train_size": 600, "squash": True},
        "model": {**SAE, "variant": "kl", "output": "sigmoid"},
    },
    "correlated": {
        "dataset": {**FRESH, "correlation": 0.5, "fresh": False},
        "model": {**SAE, "variant": "batch_topk", "k": 1, **RESTARTING},
        "training": {"steps": 20, "batch_size": 128},
    },
    "fresh-resample": {
        "dataset": {**FRESH, "scale": "unit"},
        "model": {**SAE, "variant": "topk", "k": 2, "revive": "resample", "dead_window": 500},
        "training": {"steps": 20, "batch_size": 128},
    },
    "sprites": {"dataset": {"name": "sprites", "train_size": 400}, "model": {**VAE}},
    "docstrings": {
        "dataset": {"name": "docstrings", "train_size": 200},
        "model": {**VAE},
        "network": {"hidden": [8]},
        "training": {"steps": 4},
    },
    "docstrings-sparse": {
        "dataset": {"name": "docstrings", "train_size": 200},
        "model": {"family": "sparse", "features": 16, "variant": "kl"},
        "training": {"steps": 4},
    },
    "early": {
        "model": {**VAE, "schedule": {"kind": "linear"}, "likelihood": "gaussian"},
        "training": {"epochs": 12, "early_stopping": 1, "learning_rate": 0.03},
    },
    "early-sparse": {
        "model": {**SAE, "variant": "batch_topk", "k": 4},
        "training": {"epochs": 12, "early_stopping": 1, "learning_rate": 0.1},
    },
    "early-factor": {
        "model": {**VAE, "objective": "factor", "discriminator": [16]},
        "training": {"epochs": 6, "early_stopping": 1, "learning_rate": 0.1},
    },
    "early-sparse-vae": {
        "model": {**VAE, "objective": "sparse"},
        "training": {"epochs": 6, "early_stopping": 1, "learning_rate": 0.1},
    },
    "folds": {"dataset": {**DIGITS, "folds": 3, "fold": 1}, "model": {"family": "plain"}},
    "folds-of-a-table": {
        "dataset": {"name": "breast_cancer", "folds": 5, "fold": 2},
        "model": {**VAE, "likelihood": "gaussian"},
        "training": {"epochs": 4, "early_stopping": 1},
    },
    "bf16": {"model": {**VAE}, "training": {"precision": "bfloat16", **BRIEF}},
    "bf16-conv": {
        "model": {"family": "plain"},
        "network": {"kind": "conv", "channels": [4]},
        "training": {"precision": "bfloat16", **BRIEF},
    },
    "bf16-vq": {
        "model": {**VAE, "objective": "vq", "latent_dim": 8, "groups": 2, "codebook": 16},
        "training": {"precision": "bfloat16", **BRIEF},
    },
    "bf16-sparse": {
        "model": {**SAE, "variant": "gated"},
        "training": {"precision": "bfloat16", **BRIEF},
    },
}
COMMON = (
    "l1", "topk-auxk", "topk-resample", "kl", "jumprelu", "gated", "matryoshka",
    "vae", "vae-gaussian", "beta-tc", "factor", "vq", "sparse-vae",
    "conv", "early", "folds", "bf16",
)  # fmt: skip
"""Those trained every time; the others are combinations and the other rules."""


def specification(case: str) -> dict[str, Any]:
    return {"dataset": DIGITS, "network": SMALL, "training": BRIEF, **CASES[case]}
