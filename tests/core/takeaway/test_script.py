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
from tests.core.takeaway.programs import BRIEF, CASES, COMMON, SMALL, specification

CLOSE = 2e-4
COARSE = {"bf16-sparse": 2e-3, "jumprelu-resample": 1e-2}
"""Rounding to 8 bits shows where kernels differ; codes that jump by 2 enlarge any rounding."""


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
