"""Sparse models of different rules begin with the same weights, on the same batches."""

import torch

from core.data import load
from core.spec import parse_spec
from core.training.clock import Clock
from core.training.session import Session

RULES = ("none", "l1", "l2", "kl", "topk")


def hashes(rule: str, seed: int = 0) -> dict[str, str]:
    model = {"family": "sparse", "variant": rule, "features": 16, "decoder_norm": "free"}
    dataset = {"name": "digits", "train_size": 64}
    spec = parse_spec({"dataset": dataset, "model": model, "training": {"seed": seed}})
    return Session(spec, load(spec.dataset), torch.device("cpu"), Clock()).hashes


def test_rules_share_weights_and_batches_though_not_their_books() -> None:
    found = {rule: hashes(rule) for rule in RULES}
    assert len({one["weights"] for one in found.values()}) == 1
    assert len({one["batches"] for one in found.values()}) == 1
    assert found["kl"]["start"] != found["l1"]["start"]  # it keeps running means beside
    other = hashes("l1", seed=1)
    assert other["weights"] != found["l1"]["weights"]
    assert other["batches"] != found["l1"]["batches"]
