"""A sweep whose runs train as one stacked program, through the command, on the CPU."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.runs import Library
from core.sweeps import Sweeps
from core.training import train
from core.training.checkpoint import newest_checkpoint

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="signals are POSIX"),
]
ROOT = Path(__file__).parents[3]
BASE = {
    "dataset": {"name": "digits", "train_size": 256},
    "model": {"family": "variational", "latent_dim": 2},
    "network": {"hidden": [16]},
    "training": {"epochs": 4, "batch_size": 64},
}
GRID = {"model.beta": [1, 4], "model.latent_dim": [2, 3], "training.batch_size": [64]}
TOLERANCE = 1e-4
"""Relative, of logged terms, weights and what is measured on test data: rounding, grown over 16
steps."""


def start(file, runs, sweep, *arguments):
    file.write_text(json.dumps(sweep))
    return subprocess.Popen(
        [sys.executable, "-m", "core", "sweep", str(file), "--runs", str(runs), *arguments],
        cwd=ROOT,
        env=os.environ | {"LATENT_LAB_SLOTS": "2", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(condition, seconds=120.0):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return value


def ended(process):
    out, err = process.communicate(timeout=180)
    return process.returncode, json.loads(out.splitlines()[-1]), err


def files(run):
    found = (str(path.relative_to(run.path)) for path in run.path.rglob("*") if path.is_file())
    return {name for name in found if name != "log.txt"}


def test_its_runs_equal_single_ones_but_for_rounding_and_it_says_how_each_was_trained(tmp_path):
    grid = {**GRID, "training.batch_size": [64, 32]}  # two stacked programs of four
    sweep = {"base": BASE, "grid": grid, "stack": "always"}
    code, found, err = ended(start(tmp_path / "sweep.json", tmp_path / "runs", sweep))
    assert code == 0, err
    assert len(found["runs"]) == 8
    assert {(row["state"], row["how"]) for row in found["runs"]} == {("finished", "stacked")}
    assert "8 runs stacked: 4 runs that differ in a few numbers only train as one" in err
    library, alone = Library(tmp_path / "runs", None), Library(tmp_path / "alone", None)
    for row in found["runs"][:4]:
        run = library.find(row["run"])
        twin = alone.create(run.spec)
        train(twin, threads=1)
        assert len(run.info["population"]) == run.summary()["population"] == 4
        assert files(run) == files(twin)
        assert_alike(run, twin)
        assert row["validation"]["elbo"] == run.summary()["validation"]["elbo"]
        assert newest_checkpoint(run.path)[0].step == run.status().step == run.spec.total_steps
        assert run.status().heartbeat > 1


def assert_alike(run, twin):
    for row, other in zip(run.metrics(), twin.metrics(), strict=True):
        assert row["step"] == other["step"]
        for part in row.keys() & {"train", "validation"}:
            assert row[part] == pytest.approx(other[part], rel=TOLERANCE, abs=TOLERANCE)
    for name, values in load_file(twin.path / "model.safetensors").items():
        weights = load_file(run.path / "model.safetensors")[name]
        np.testing.assert_allclose(weights, values, rtol=TOLERANCE, atol=TOLERANCE)
    for part in ("test", "validation"):
        own, other = run.summary()[part]["elbo"], twin.summary()[part]["elbo"]
        assert own == pytest.approx(other, rel=TOLERANCE)


def test_a_member_is_paused_alone_the_process_killed_and_all_go_on(tmp_path):
    runs, file = tmp_path / "runs", tmp_path / "sweep.json"
    base = {**BASE, "training": {"epochs": 2_000, "batch_size": 64}}
    grid = {**GRID, "model.latent_dim": [2]}
    sweep = {"base": base, "grid": grid, "stack": "always"}
    first = start(file, runs, sweep)
    library = Library(runs, None)
    until(lambda: len(library.list()) == 2 and all(r.status().saved > 4 for r in library.list()))
    one, other = library.list()
    assert one.raw_status().pid == other.raw_status().pid
    one.want("pause")
    until(lambda: one.status().state == "paused")
    step = one.status().saved
    assert step == one.status().step
    until(lambda: other.status().saved > step)
    first.kill()
    first.communicate()
    until(lambda: other.status().state == "interrupted")
    assert one.status().state == "paused"
    before = {run.id: kept(run, run.status().saved) for run in (one, other)}
    furthest = other.metrics()[-1]["step"]

    second = start(file, runs, sweep)  # they stand at different steps, and catch up
    until(lambda: all(run.raw_status().state == "running" for run in (one, other)))
    until(lambda: min(run.status().step for run in (one, other)) > furthest)
    assert one.raw_status().pid == other.raw_status().pid
    Sweeps(library).list()[0].want("stop")
    code, found, err = ended(second)
    assert code == 130, err
    assert {row["state"] for row in found["runs"]} == {"paused"}
    for run in (one, other):
        steps = [row["step"] for row in run.metrics()]
        assert steps == sorted(set(steps))
        assert kept(run, before[run.id][-1]["step"]) == before[run.id]


def kept(run, step):
    return [row for row in run.metrics() if row["step"] <= step]
