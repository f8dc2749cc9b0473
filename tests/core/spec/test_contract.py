"""The names that scripts rely on: each is accepted, and by no other name."""

import pytest

from core.errors import BadInput
from core.spec import parse_spec

MNIST = {"name": "mnist"}
SUPERPOSITION = {
    "dimension": 32,
    "atoms": 64,
    "probability": 0.05,
    "magnitude": [0.5, 1.5],
    "correlation": 0,
}
SPARSE = {
    "none": {
        "features": 256,
        "output": "sigmoid",
        "decoder_norm": "free",
        "warmup": 0.2,
        "revive": "resample",
        "dead_window": 8000,
    },
    "l1": {"weight": 3, "decoder_norm": "free", "charge": "code"},
    "l2": {"weight": 3},
    "gated": {"weight": 3},
    "kl": {"target": 0.05, "weight": 3, "weight_decay": 1e-4},
    "k_sparse": {"k": 32, "k_start": 100, "alpha": 3},
    "topk": {"k": 32},
    "batch_topk": {"k": 32},
    "matryoshka": {"k": 32, "prefixes": [0.0625, 0.125, 0.25, 0.5, 1]},
    "fc_wta": {"rate": 0.05},
    "jumprelu": {"target_l0": 20, "threshold": 0.1, "bandwidth": 0.1},
}
VARIATIONAL = {
    "beta": {
        "latent_dim": 2,
        "beta": 4,
        "schedule": {"kind": "cyclical", "cycles": 4, "ramp": 0.5},
        "likelihood": "gaussian",
        "sigma": "optimal",
    },
    "capacity": {"gamma": 30, "capacity": 20, "share": 0.5},
    "free_bits": {"nats": 0.1},
    "beta_tc": {"beta": 4},
    "factor": {"gamma": 6},
    "dip_i": {"lambda_od": 10, "lambda_d": 100},
    "dip_ii": {"lambda_od": 10, "lambda_d": 10},
    "iwae": {"samples": 5},
    "vq": {"codebook": 64, "commitment": 0.25, "decay": 0.99},
    "sparse": {"spike": 0.8},
}
TRAINING = {
    "epochs": 3,
    "batch_size": 64,
    "learning_rate": 0.001,
    "schedule": "cosine",
    "optimizer": "sgd",
    "early_stopping": 5,
    "precision": "float32",
    "device": "cpu",
    "seed": 0,
}
NETWORK = {"kind": "mlp", "hidden": [64], "activation": "softplus"}


@pytest.mark.parametrize("variant", SPARSE)
def test_sparse_keys(variant: str) -> None:
    model = {"family": "sparse", "variant": variant, **SPARSE[variant]}
    spec = parse_spec({"dataset": MNIST, "model": model, "training": TRAINING, "network": NETWORK})
    assert {key: spec.as_dict()["model"][key] for key in SPARSE[variant]} == SPARSE[variant]


@pytest.mark.parametrize("objective", VARIATIONAL)
def test_variational_keys(objective: str) -> None:
    model = {"family": "variational", "objective": objective, **VARIATIONAL[objective]}
    spec = parse_spec({"dataset": MNIST, "model": model, "training": TRAINING, "network": NETWORK})
    kept = spec.as_dict()["model"]
    assert all(kept[key] == value for key, value in VARIATIONAL[objective].items())


def test_keys_of_the_generator() -> None:
    given = {"name": "superposition", **SUPERPOSITION, "scale": "none", "seed": 0}
    kept = parse_spec({"dataset": given, "model": {"family": "sparse"}}).as_dict()["dataset"]
    assert {key: kept[key] for key in given} == given


def test_jumprelu_takes_a_weight_or_a_number_of_features_and_not_both() -> None:
    model = {"family": "sparse", "variant": "jumprelu", "weight": 1.0, "target_l0": 20.0}
    with pytest.raises(BadInput) as refused:
        parse_spec({"dataset": MNIST, "model": model})
    assert str(refused.value) == (
        "model.weight is 1.0 and model.target_l0 is 20.0; give only one of them."
    )
    del model["weight"]
    spec = parse_spec({"dataset": {"name": "digits"}, "model": model})
    assert "weight" not in spec.as_dict()["model"]
    assert parse_spec(spec.as_dict()) == spec


@pytest.mark.parametrize("prefixes", [[0.5, 0.25, 1], [0.25, 0.5], [0.5, 0.5, 1]])
def test_prefixes_rise_to_all_features(prefixes: list[float]) -> None:
    model = {"family": "sparse", "variant": "matryoshka", "prefixes": prefixes}
    with pytest.raises(BadInput, match="the shares must rise and the last one be 1"):
        parse_spec({"dataset": MNIST, "model": model})
