"""The run as code: it is executed, and trains to the numbers of the run it was written from.

Nothing is compared bit for bit: the program says a formula as a reader would (`x̂ − x` squared,
autograd, `torch.optim`), so sums are added in another order than in the program's own kernels, and
training enlarges the difference from step to step. Over the few epochs here it stays far below the
tolerance, while a wrong stream, formula or schedule shows at once.
"""

import contextlib
import io
import json
import re
import runpy
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from core.catalogue import CATALOGUE
from core.errors import BadInput
from core.paths import ASSETS, ROOT
from core.runs import Library, RunFolder
from core.spec import parse_spec
from core.spec.likelihood import LIKELIHOODS
from core.spec.sparse.base import SPARSE
from core.spec.variational.base import VARIATIONAL
from core.takeaway.bundle import data_files
from core.takeaway.script import script
from core.takeaway.script.data import LOADERS
from core.takeaway.script.sparse import RULES
from core.training import train
from core.training.schedule import validation_interval

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
"""One for each thing that a program does; the others are combinations and the other rules."""
CLOSE = 2e-4
COARSE = {"bf16-sparse": 2e-3, "jumprelu-resample": 1e-2}
"""Rounding to 8 bits shows where kernels differ; codes that jump by 2 enlarge any rounding."""


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
    for name in data_files([run]):
        shutil.copy(ASSETS / "data" / name, place)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), warnings.catch_warnings(action="error"):
        runpy.run_path(str(file), run_name="__main__")
    return told(said.getvalue())


def told(said: str) -> tuple[list[dict[str, float]], dict[str, float]]:
    """What a program printed, read back."""
    *epochs, measured = said.splitlines()
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
    close = COARSE.get(case, CLOSE)

    expected = epochs_of(run)
    assert len(rows) == len(expected)
    for row, own in zip(rows, expected, strict=True):
        for name in row.keys() & own.keys():
            assert row[name] == pytest.approx(own[name], rel=close, abs=1e-5), name
    assert "objective" in rows[0]

    summary = run.summary()
    assert summary is not None
    assert {"reconstruction", "fvu"} <= measured.keys()
    for name, value in measured.items():
        assert value == pytest.approx(summary["test"][name], rel=close, abs=1e-5), name
    if case == "early":
        assert "stopped_early_at" in summary


def test_the_program_of_a_bundled_set_needs_but_the_file_beside_it(tmp_path: Path) -> None:
    spec = {
        "dataset": {"name": "mnist", "train_size": 512},
        "model": {"family": "variational"},
        "network": SMALL,
        "training": {"steps": 8},
    }
    run = trained(spec, tmp_path / "runs")
    shutil.copy(ASSETS / "data" / "mnist_10k.npz", tmp_path)
    (tmp_path / "program.py").write_text(script(run.spec, run.name), encoding="utf-8")
    command = [sys.executable, "-I", "-W", "error", "program.py"]  # -I: nothing of ours in reach
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120
    )
    assert done.returncode == 0, done.stderr
    _, measured = told(done.stdout)
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


def of_kind(kind: str, name: str) -> dict[str, Any]:
    """The plainest specification of a rule, objective, likelihood, data set or network."""
    digits, vae = {"name": "digits"}, {"family": "variational"}
    text, sae = {"name": "docstrings"}, {"family": "sparse"}
    match kind:
        case "rule":
            return {"dataset": digits, "model": {**sae, "variant": name}}
        case "objective":
            return {"dataset": digits, "model": {**vae, "objective": name}}
        case "likelihood":
            dataset = text if name == "multinomial" else digits
            return {"dataset": dataset, "model": {**vae, "likelihood": name}}
        case "data set":
            return {"dataset": {"name": name}, "model": sae}
        case "network":
            return {"dataset": digits, "model": vae, "network": {"kind": name}}
        case _:
            return {"dataset": digits, "model": vae, "training": {kind: name}}


KINDS = {
    "rule": tuple(SPARSE.members),
    "objective": tuple(VARIATIONAL.members),
    "likelihood": tuple(LIKELIHOODS),
    "data set": tuple(CATALOGUE),
    "network": ("mlp", "conv"),
    "precision": ("float32", "bfloat16"),
    "optimizer": ("adam", "sgd"),
    "schedule": ("constant", "cosine", "staircase"),
}
REFUSED: set[tuple[str, str]] = set()
"""The kinds of runs without code: none."""


def test_there_is_code_for_every_kind_of_run_but_those_listed() -> None:
    refused = set()
    for kind, names in KINDS.items():
        for name in names:
            spec = parse_spec(of_kind(kind, name))
            try:
                text = script(spec)
            except BadInput:
                refused.add((kind, name))
            else:
                compile(text, f"{kind} {name}", "exec")
                assert not re.search(r"^\s*(import|from) (core|pages)\b", text, re.MULTILINE)
    assert refused == REFUSED


def test_a_program_says_what_it_fetches_and_where_it_was_trained() -> None:
    full = {"dataset": {"name": "mnist", "train_size": 20_000}, "model": {"family": "plain"}}
    assert "urlretrieve" in script(parse_spec(full))
    assert "GPU" in script(parse_spec(full), device="cuda")
    assert "GPU" not in script(parse_spec(full))


@pytest.mark.parametrize(("part", "said"), [(RULES, "rule l1"), (LOADERS, "on digits")])
def test_what_has_no_code_is_told_with_what_has(
    part: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(part, said.split()[-1])
    with pytest.raises(BadInput, match=rf"no code .*{said} yet; there is for"):
        script(parse_spec(specification("l1")))


def test_the_validation_loss_is_looked_at_as_often_as_in_the_run() -> None:
    for train_size in (100, 640, 1297):
        dataset = {"name": "digits", "train_size": train_size}
        training = {"early_stopping": 2, **BRIEF}
        text = script(
            parse_spec({"dataset": dataset, "model": {"family": "plain"}, "training": training})
        )
        assert f"VALIDATE_EVERY = {validation_interval(train_size, 250)} " in text
