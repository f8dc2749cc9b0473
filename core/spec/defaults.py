"""Recommended defaults: what is left out of a specification is filled in for its data and model.

The defaults in the section classes are those for MNIST; here stands what differs elsewhere.
"""

import math
from collections.abc import Mapping
from typing import Any

from core.catalogue import CATALOGUE

Sections = dict[str, dict[str, Any]]

_ANY = "*"
_GAUSSIAN = {"model.likelihood": "gaussian"}
_BAG = {"model.likelihood": "multinomial", "network.hidden": [256], "model.latent_dim": 16}
_SMALL = {"network.hidden": [128]}
_WARM_UP = {"kind": "linear"}
_FOUND_AGAIN = {"model.dead_window": 2_000, "training.schedule": "cosine"}
"""For variants whose features compete: an atom of `superposition` fires 100 times in a window."""
_COUNTING = ("topk", "batch_topk", "k_sparse", "matryoshka")
"""Sparse variants that keep a number k of features."""

_RECIPES: tuple[tuple[tuple[str, str, str], Mapping[str, Any]], ...] = (
    # (data set, family, member): dotted knobs; later and more special recipes win
    ((_ANY, _ANY, _ANY), {"training.epochs": 30}),
    *(
        ((_ANY, "variational", objective), {"model.latent_dim": 10})
        for objective in ("capacity", "free_bits", "beta_tc", "factor", "dip_i", "dip_ii", "iwae")
    ),
    (("digits", _ANY, _ANY), {"training.epochs": 100, "training.batch_size": 32}),
    ((_ANY, "sparse", "kl"), {"model.decoder_norm": "free", "model.weight": 30.0}),
    (("digits", "plain", _ANY), {"network.hidden": [128, 64]}),
    (("digits", "variational", _ANY), {"network.hidden": [128, 64]}),
    # Binarised 8×8 digits tell little: without a warm-up their codes collapse before they are used.
    # What differs for digits was chosen on validation, by `tests/benchmarks/defaults.py`.
    (("digits", "variational", "capacity"), {"model.capacity": 5.0}),
    (("digits", "variational", "free_bits"), {"model.nats": 0.1}),
    (("digits", "variational", "dip_i"), {"model.lambda_od": 1.0, "model.lambda_d": 10.0}),
    (("digits", "variational", "factor"), {"model.schedule": _WARM_UP}),
    (("digits", "variational", "dip_ii"), {"model.schedule": _WARM_UP}),
    ((_ANY, "variational", "sparse"), {"model.latent_dim": 32}),
    ((_ANY, "variational", "vq"), {"model.latent_dim": 32, "model.groups": 8}),
    (("digits", "variational", "sparse"), {"model.latent_dim": 16, "model.spike": 0.6}),
    (("digits", "variational", "vq"), {"model.latent_dim": 16, "model.groups": 2}),
    (("digits", "sparse", _ANY), {"model.features": 128}),
    (("digits", "sparse", "l1"), {"model.weight": 1.0}),
    (("digits", "sparse", "l2"), {"model.weight": 1.0}),
    (("digits", "sparse", "kl"), {"model.weight": 3.0}),
    (("digits", "sparse", "jumprelu"), {"model.weight": 0.3}),
    *((("digits", "sparse", variant), {"model.k": 8}) for variant in _COUNTING),
    (
        ("superposition", _ANY, _ANY),
        {"dataset.scale": "none", "training.batch_size": 512, "training.epochs": 100},
    ),
    (("superposition", "plain", _ANY), {**_GAUSSIAN, "model.latent_dim": 16, **_SMALL}),
    (("superposition", "variational", _ANY), {**_GAUSSIAN, "model.latent_dim": 16, **_SMALL}),
    (("superposition", "sparse", _ANY), {"model.features": 64, "model.warmup": 0.125}),
    # Rates and revival by how many true atoms are found from random ones (data seeds 2 to 4). A
    # weak penalty is long in leaving dense codes, so its rate is high and stays.
    (("superposition", "sparse", "l1"), {"model.weight": 0.2, "training.learning_rate": 0.01}),
    *(
        (
            ("superposition", "sparse", variant),
            {**_FOUND_AGAIN, "model.revive": revive, "training.learning_rate": rate},
        )
        for variant, revive, rate in (
            ("topk", "resample", 0.01),
            ("batch_topk", "auxk", 0.01),
            ("jumprelu", "resample", 0.003),
        )
    ),
    (("superposition", "sparse", "gated"), {"model.weight": 0.2}),
    (("superposition", "sparse", "kl"), {"model.weight": 0.3}),
    (("superposition", "sparse", "jumprelu"), {"model.weight": 0.05, "model.warmup": 0.02}),
    *((("superposition", "sparse", variant), {"model.k": 3}) for variant in _COUNTING),
    (("patches", _ANY, _ANY), {"training.epochs": 40, "training.batch_size": 128}),
    (("patches", "plain", _ANY), {**_GAUSSIAN, "model.latent_dim": 16, **_SMALL}),
    (("patches", "variational", _ANY), {**_GAUSSIAN, "model.latent_dim": 16, **_SMALL}),
    (("patches", "sparse", _ANY), {"model.features": 128, "training.epochs": 150}),
    (("patches", "sparse", "l1"), {"model.weight": 4.0}),
    (("patches", "sparse", "gated"), {"model.weight": 4.0}),
    *((("patches", "sparse", variant), {"model.k": 8}) for variant in _COUNTING),
    (("sprites", _ANY, _ANY), {"training.epochs": 30, "training.batch_size": 128}),
    (("sprites", "plain", _ANY), {"model.latent_dim": 5, "network.hidden": [256, 128]}),
    (("sprites", "variational", _ANY), {"model.latent_dim": 10, "network.hidden": [256, 128]}),
    (("sprites", "sparse", "jumprelu"), {"model.weight": 3.0}),
    (("breast_cancer", _ANY, _ANY), {"training.epochs": 200, "training.batch_size": 32}),
    (("breast_cancer", "plain", _ANY), {**_GAUSSIAN, "network.hidden": [32]}),
    (("breast_cancer", "variational", _ANY), {**_GAUSSIAN, "network.hidden": [32]}),
    (("breast_cancer", "sparse", _ANY), {"model.features": 64}),
    (("breast_cancer", "sparse", "l1"), {"model.weight": 1.0}),
    (("breast_cancer", "sparse", "gated"), {"model.weight": 1.0}),
    (("breast_cancer", "sparse", "kl"), {"model.weight": 3.0}),
    (("breast_cancer", "sparse", "fc_wta"), {"model.rate": 0.2}),
    *((("breast_cancer", "sparse", variant), {"model.k": 6}) for variant in _COUNTING),
    (("docstrings", _ANY, _ANY), {"training.batch_size": 128}),
    (("docstrings", "plain", _ANY), _BAG),
    (("docstrings", "variational", _ANY), _BAG),
    (("docstrings", "sparse", "l1"), {"model.weight": 5.0}),
)


def recommended(given: Mapping[str, Mapping[str, Any]], family: str, member: str) -> Sections:
    """Values recommended for the data set and model in `given`, nested by section."""
    dataset = given["dataset"]
    facts = (dataset["name"], family, member)
    sections: Sections = {"dataset": _sizes(dataset), "model": {}, "network": {}, "training": {}}
    for conditions, values in _RECIPES:
        if all(want in (_ANY, is_) for want, is_ in zip(conditions, facts, strict=True)):
            for path, value in values.items():
                section, _, name = path.partition(".")
                sections[section][name] = value
    if "groups" in sections["model"]:
        sections["model"]["groups"] = _even(given["model"], sections["model"])
    if given["model"].get("target_l0") is not None:
        sections["model"].pop("weight", None)
    if given["training"].get("steps") is not None:
        sections["training"].pop("epochs")
    if given["network"].get("kind", "mlp") != "mlp":
        sections["network"].pop("hidden", None)
    return sections


def _even(given: Mapping[str, Any], usual: Mapping[str, Any]) -> int:
    """The usual number of groups, or fewer where they would not divide the latent dimensions."""
    wanted = given.get("latent_dim")
    total = wanted if isinstance(wanted, int) and wanted > 0 else usual["latent_dim"]
    return math.gcd(total, usual["groups"])


def _sizes(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """All bundled examples; beyond them, the full set's usual validation images or what is left."""
    entry = CATALOGUE[dataset["name"]]
    train_size = dataset.get("train_size", entry.bundled.train)
    validation_size = entry.bundled.validation
    if entry.full and isinstance(train_size, int) and entry.uses_full_set(train_size):
        validation_size = max(0, min(entry.full.validation, entry.full.train - train_size))
    return {"train_size": entry.bundled.train, "validation_size": validation_size}
