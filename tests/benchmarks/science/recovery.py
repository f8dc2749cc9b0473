"""Do sparse autoencoders find, and keep, the atoms that examples were made of?

64 known atoms in 32 dimensions, examples drawn fresh throughout, in their own units: 4,000 steps of
512, the product's models with the product's optimiser. The convex method has the lowest FVU at
equal L0, and the lowest FVU of all comes with the worst features: both are rows here.

The published rows are those of models that *began at the true atoms*. Nobody wrote that down; it
is inferred. A dictionary and a model's first weights that are each drawn first from one seed are
the same numbers; begun there every variant lands on its row, all 25 numbers, most to the last
digit. No other start tried does at rate 1e-3: L1 .1 got to .62 to .94 with random rows or examples
as atoms and encoders tied at .1 to 3 times the decoder or drawn apart; BatchTopK lost 14 to 23 % of
its features. So the rows say which objectives *keep* the truth (L1 .05 leaves it), not which find
it; they are held to models begun there. What a random start finds is shown beside them, without a
mark: with the same rate and without revival, and with the rate and revival that are our defaults.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data import Prepared, load
from core.evaluation import metrics
from core.evaluation.evaluate import evaluate
from core.evaluation.recovery import mcc, mmcs
from core.models import Model
from core.reproductions import Experiment, Number, Reference
from core.spec import RunSpec, parse_spec
from core.training.clock import Clock
from core.training.session import Session

TITLE = "Known atoms, kept and found"
FAMILY = "sparse"
STEPS, BATCH = 4_000, 512
SEEDS = (0, 1)
SOURCE = "reference code on two CPU cores, two seeds"
THEIRS: dict[str, dict[str, Any]] = {
    "model": {"revive": "none"},
    "training": {"learning_rate": 1e-3, "schedule": "constant"},
}
FORMS: tuple[tuple[str, bool, dict[str, dict[str, Any]], str], ...] = (
    ("", True, THEIRS, "begun at the true atoms, as the published numbers must have been"),
    (", random start", False, THEIRS, "else the same"),
    (", random start, our defaults", False, {}, "rate, its schedule and revival are ours"),
)
"""What is added to a row's name, whether training begins at the truth, with what, and in words."""
ROWS = 20_000
ITERATIONS = 20
ALPHA = 0.2
NAMES = {"mmcs": "MMCS", "fvu": "FVU", "l0": "L0", "shrinkage": "Shrinkage"}
MORE = {"mcc": "MCC", "dead": "Dead features"}
"""Keys of a summary, and their names; there is no number of theirs for `MORE`."""

MARKS: tuple[tuple[str, dict[str, Any], dict[str, float]], ...] = (
    (
        "L1 .05",
        {"variant": "l1", "weight": 0.05},
        {"mmcs": 0.86, "fvu": 0.016, "l0": 25, "shrinkage": 0.94},
    ),
    (
        "L1 .1",
        {"variant": "l1", "weight": 0.1},
        {"mmcs": 0.984, "fvu": 0.059, "l0": 12.3, "shrinkage": 0.87},
    ),
    (
        "L1 .2",
        {"variant": "l1", "weight": 0.2},
        {"mmcs": 0.996, "fvu": 0.083, "l0": 7.5, "shrinkage": 0.81},
    ),
    (
        "L1 .4",
        {"variant": "l1", "weight": 0.4},
        {"mmcs": 0.998, "fvu": 0.122, "l0": 5.2, "shrinkage": 0.73},
    ),
    ("TopK 3", {"variant": "topk", "k": 3}, {"mmcs": 0.998, "fvu": 0.168, "l0": 2.9}),
    ("BatchTopK 3", {"variant": "batch_topk", "k": 3}, {"mmcs": 0.999, "fvu": 0.092, "l0": 3.0}),
    (
        "JumpReLU .05",
        {"variant": "jumprelu", "weight": 0.05, "threshold": 0.1, "bandwidth": 0.1},
        {"mmcs": 0.998, "fvu": 0.085, "l0": 3.4},
    ),
)
FROM_CHANCE = (
    "The rows of the table must come from models that began at the true atoms: they say which "
    "objectives keep the truth. What a random start finds is shown beside them, without a mark."
)
KNOWN = {
    "L1 .05": "So weak a penalty neither finds the atoms nor keeps them: the lowest FVU of all "
    "comes with the worst features.",
    "L1 .1": "From a random start with our defaults, seeds and the number of threads decide where "
    "between .94 and .985 it ends.",
}
CONVEX = (
    f"{ROWS:,} training rows, {ITERATIONS} iterations, positive codes, fitted and coded by "
    "coordinate descent"
)
PEER = {"mmcs": 0.986, "fvu": 0.057, "l0": 4.0}


def specification(
    model: dict[str, Any], seed: int, steps: int = STEPS, fixed: dict[str, dict[str, Any]] = THEIRS
) -> RunSpec:
    """A run of the toy: what the mark fixes is given, and of the rest what is `fixed`."""
    return parse_spec(
        {
            "dataset": {"name": "superposition", "scale": "none", "seed": seed},
            "model": {
                "family": "sparse",
                "features": 64,
                **_warmup(model),
                **model,
                **fixed.get("model", {}),
            },
            "training": {
                "steps": steps,
                "batch_size": BATCH,
                "seed": seed,
                "device": "cpu",
                **fixed.get("training", {}),
            },
        }
    )


def _warmup(model: dict[str, Any]) -> dict[str, float]:
    """Over 500 of 4,000 steps, where there is a penalty."""
    return {"warmup": 500 / STEPS} if "weight" in model else {}


def trained(spec: RunSpec, prepared: Prepared, *, at_truth: bool) -> dict[str, float]:
    """The toy's numbers of a model on 20,000 fresh test examples; begun at the atoms, or not."""
    session = Session(spec, prepared, torch.device("cpu"), Clock())
    if at_truth:
        begin_at(session.model, torch.as_tensor(prepared.atoms))
    while session.step < session.total:
        session.advance()
    found = evaluate(session.model.eval(), spec, prepared)["test"]
    return {name: found[name] for name in (*NAMES, *MORE)}


@torch.no_grad()
def begin_at(model: Model, atoms: Tensor) -> None:
    """Put these atoms [M, D] in place of the first ones, and their transpose in the encoder."""
    model.get_parameter("W_dec").copy_(atoms)
    model.get_parameter("W_enc").copy_(atoms.T)


def convex(prepared: Prepared, seed: int) -> dict[str, float]:
    """scikit-learn's dictionary: positive codes, fitted and coded by coordinate descent."""
    from sklearn.decomposition import MiniBatchDictionaryLearning

    assert prepared.atoms is not None
    model = MiniBatchDictionaryLearning(
        64,
        alpha=ALPHA,
        max_iter=ITERATIONS,
        fit_algorithm="cd",
        transform_algorithm="lasso_cd",
        transform_alpha=ALPHA,
        positive_code=True,
        random_state=seed,
        n_jobs=1,
    ).fit(prepared.train.x[:ROWS].astype(np.float64))
    x = torch.as_tensor(prepared.test.x)
    codes = model.transform(prepared.test.x.astype(np.float64))
    guess = torch.as_tensor((codes @ model.components_).astype(np.float32))
    learned, true = torch.as_tensor(model.components_), torch.as_tensor(prepared.atoms)
    mean = torch.as_tensor(prepared.train.x).mean(dim=0)
    found = metrics.fvu(x, guess, mean)
    assert found is not None
    return {
        "mmcs": mmcs(learned, true),
        "fvu": found,
        "l0": metrics.l0(torch.as_tensor(codes)),
        "shrinkage": float(metrics.shrinkage(x, guess).mean()),
        "mcc": mcc(learned, true),
    }


def experiment(
    name: str,
    expected: dict[str, float],
    protocol: str,
    spec: RunSpec | None,
    seeds: tuple[int, ...],
    *,
    held: bool = True,
    why: str = "",
) -> Experiment:
    """All numbers of one row of the table, held to what is expected or beside it."""
    more = MORE if spec is not None else {"mcc": MORE["mcc"]}
    numbers = []
    for key, what in {**NAMES, **more}.items():
        reference = Reference(expected[key], SOURCE, "code") if key in expected else None
        if reference and held:
            margin = 0.1 * expected[key] if key == "l0" else 0.03 if "L1 .05" in name else 0.02
            numbers.append(Number.near(what, key, reference, margin))
        else:
            numbers.append(Number(what, key, reference=reference))
    given = spec.as_dict() if spec else None
    return Experiment(name, protocol, tuple(numbers), given, seeds, why)


def plan(full: bool) -> list[Experiment]:
    """One seed, in full two; the convex method, which differs most by seed, always on two."""
    seeds = SEEDS if full else SEEDS[:1]
    rows = [
        experiment(
            f"{name}{form}",
            expected,
            words,
            specification(model, seeds[0], fixed=fixed),
            seeds,
            held=at_truth,
            why=KNOWN.get(name, "") if at_truth else f"{FROM_CHANCE} {KNOWN.get(name, '')}".strip(),
        )
        for name, model, expected in MARKS
        for form, at_truth, fixed, words in FORMS
    ]
    peer = f"MiniBatchDictionaryLearning α {ALPHA:g}"
    return [*rows, experiment(peer, PEER, CONVEX, None, SEEDS)]


def measure(full: bool) -> Iterator[Experiment]:
    prepared = {seed: load(specification({"variant": "none"}, seed).dataset) for seed in SEEDS}
    *rows, peer = plan(full)
    forms = [(model, form) for _, model, _ in MARKS for form in FORMS]
    for planned, (model, (_, at_truth, fixed, _)) in zip(rows, forms, strict=True):
        found = [
            trained(specification(model, seed, fixed=fixed), prepared[seed], at_truth=at_truth)
            for seed in planned.seeds
        ]
        yield filled(planned, found)
    yield filled(peer, [convex(prepared[seed], seed) for seed in SEEDS])


def filled(planned: Experiment, found: list[dict[str, float]]) -> Experiment:
    """With each number of each seed."""
    keys = {what: key for key, what in {**NAMES, **MORE}.items()}
    return planned.found(*([one[keys[n.what]] for one in found] for n in planned.numbers))
