"""A last batch of one example: what learns from a batch as a whole trains on it too."""

import json
import math
from pathlib import Path

import pytest

from core.runs import Library
from core.spec import parse_spec
from core.spec.families import FAMILIES
from core.training import train

COMPARE = [
    (family.name, member)
    for family in FAMILIES.values()
    for member, model in family.members.items()
    if model.compares
]
FOLLOW = [("sparse", "kl"), ("sparse", "batch_topk"), ("variational", "vq")]
"""Running means over batches."""


@pytest.mark.parametrize(("family", "member"), COMPARE + FOLLOW)
def test_a_last_batch_of_one_is_trained_on(tmp_path: Path, family, member) -> None:
    key = FAMILIES[family].key
    given = {
        "dataset": {"name": "digits", "train_size": 33, "validation_size": 9},
        "model": {"family": family} | ({key: member} if key else {}),
        "network": {"hidden": [8]},
        "training": {"batch_size": 16, "epochs": 2, "device": "cpu"},
    }
    spec = parse_spec(given)
    assert spec.steps_per_epoch == 3  # 16 + 16 + 1
    run = Library(tmp_path, gallery=None).create(spec)
    assert train(run, threads=1) == "finished"
    rows = [json.loads(row) for row in (run.path / "metrics.jsonl").read_text().splitlines()]
    assert rows[-1]["step"] == 6
    numbers = [value for value in rows[-1]["train"].values() if value is not None]
    assert numbers
    assert all(map(math.isfinite, numbers))
