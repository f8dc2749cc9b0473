"""The run as code: it is executed, and trains to the numbers of the run it was written from.

Nothing is compared bit for bit: the program says a formula as a reader would (`x̂ − x` squared,
autograd, `torch.optim`), so sums are added in another order than in the program's own kernels, and
training enlarges the difference from step to step. Over the few epochs here it stays far below the
tolerance, while a wrong stream, formula or schedule shows at once.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadInput
from core.paths import ASSETS, ROOT
from core.runs import Library, RunFolder
from core.spec import parse_spec
from core.takeaway.script import script
from core.training import train

DIGITS = {"name": "digits", "train_size": 640}
BRIEF = {"epochs": 3}
SMALL = {"hidden": [32, 16]}
VAE = {"family": "variational", "latent_dim": 3}
SAE = {"family": "sparse", "features": 48}
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
        "model": {**SAE, "variant": "topk", "k": 6, "revive": "auxk", "dead_window": 100}
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
}
COMMON = ("l1", "topk-auxk", "vae", "vae-gaussian")
CLOSE = 2e-4


def specification(case: str) -> dict[str, Any]:
    return {"dataset": DIGITS, "network": SMALL, "training": BRIEF, **CASES[case]}


def trained(spec: dict[str, Any], place: Path) -> RunFolder:
    run = Library(place, gallery=None).create(parse_spec(spec))
    assert train(run, threads=1) == "finished"
    return run


def executed(run: RunFolder, place: Path) -> tuple[list[dict[str, float]], dict[str, float]]:
    """What the program prints: the mean losses by epoch, and what it measures."""
    file = place / "program.py"
    file.write_text(script(run.spec, run.name), encoding="utf-8")
    command = [sys.executable, "-W", "error", str(file)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=place, timeout=120
    )
    assert done.returncode == 0, done.stderr
    *epochs, measured = done.stdout.splitlines()
    rows = [{k: float(v) for k, v in re.findall(r"(\w+) ([-+.\de]+)", line)} for line in epochs]
    return rows, json.loads(measured)


def epochs_of(run: RunFolder) -> list[dict[str, float]]:
    """The run's own mean losses by epoch, out of its rows, which are means of a step or more."""
    spec = run.spec
    size, count = spec.training.batch_size, spec.dataset.trained_on
    found: list[dict[str, float]] = []
    before, seen, sums = 0, 0, dict[str, float]()
    for row in run.metrics():
        steps = range(before, row["step"])
        examples = sum(min(size, count - step % spec.steps_per_epoch * size) for step in steps)
        before, seen = row["step"], seen + examples
        for name, value in row["train"].items():
            sums[name] = sums.get(name, 0.0) + value * examples
        if before % spec.steps_per_epoch == 0 or before == spec.total_steps:
            found.append({name: value / seen for name, value in sums.items()})
            seen, sums = 0, {}
    return found


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=() if c in COMMON else pytest.mark.science) for c in CASES]
)
def test_the_program_trains_to_the_same_numbers(case: str, tmp_path: Path) -> None:
    run = trained(specification(case), tmp_path / "runs")
    rows, measured = executed(run, tmp_path)

    expected = epochs_of(run)
    assert len(rows) == len(expected)
    for row, own in zip(rows, expected, strict=True):
        for name in row.keys() & own.keys():
            assert row[name] == pytest.approx(own[name], rel=CLOSE, abs=1e-5), name
    assert "objective" in rows[0]

    summary = run.summary()
    assert summary is not None
    assert {"reconstruction", "fvu"} <= measured.keys()
    for name, value in measured.items():
        assert value == pytest.approx(summary["test"][name], rel=CLOSE, abs=1e-5), name


def test_the_program_of_a_bundled_set_reads_the_file_beside_it(tmp_path: Path) -> None:
    spec = {
        "dataset": {"name": "mnist", "train_size": 512},
        "model": {"family": "variational"},
        "network": SMALL,
        "training": {"steps": 8},
    }
    run = trained(spec, tmp_path / "runs")
    shutil.copy(ASSETS / "data" / "mnist_10k.npz", tmp_path)
    _, measured = executed(run, tmp_path)
    summary = run.summary()
    assert summary is not None
    assert measured["elbo"] == pytest.approx(summary["test"]["elbo"], rel=CLOSE)


def test_every_program_is_as_tidy_as_our_own(tmp_path: Path) -> None:
    for case in CASES:
        text = script(parse_spec(specification(case)), 'A "name" \\ with\nmarks')
        (tmp_path / f"{case.replace('-', '_')}.py").write_text(text, encoding="utf-8")
    full = {"dataset": {"name": "mnist", "train_size": 20_000}, "model": {"family": "plain"}}
    (tmp_path / "full.py").write_text(script(parse_spec(full), device="cuda"), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    options = ["--isolated", "--line-length", "100", str(tmp_path)]
    for command in (
        ["format", "--diff"],
        ["check", "--select", "E,F,W,I,B,UP", "--ignore", "B905"],
    ):
        done = subprocess.run(
            [*ruff, *command, *options], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == 0, done.stdout


def test_the_program_holds_only_what_its_run_used() -> None:
    steady = script(parse_spec(specification("vae")))
    rising = script(parse_spec(specification("vae-cross-entropy")))
    assert "def beta(" in rising
    assert "progress" not in steady
    assert "binary" in steady
    assert "binarise" not in rising
    assert "normalise" not in script(parse_spec(specification("l1-free")))
    assert "unfired" not in script(parse_spec(specification("l1")))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"model": {"family": "sparse", "variant": "gated"}}, "L1, L2, TopK and none"),
        ({"model": {"family": "variational", "objective": "vq"}}, "β-VAE, free bits"),
        ({"dataset": {"name": "docstrings"}, "model": {"family": "sparse"}}, "digits, MNIST"),
        ({"network": {"kind": "conv"}, "model": {"family": "plain"}}, "fully connected"),
        ({"training": {"early_stopping": 3}, "model": {"family": "plain"}}, "early_stopping 0"),
    ],
)
def test_what_has_no_code_is_told_with_what_has(changes: dict[str, Any], said: str) -> None:
    spec = parse_spec({"dataset": {"name": "digits"}} | changes)
    with pytest.raises(BadInput, match=said):
        script(spec)
