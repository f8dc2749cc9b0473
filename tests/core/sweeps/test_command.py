"""`python -m core sweep`: errors in this process, the real thing as processes that are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.cli import main
from core.runs import Library
from core.sweeps import Sweeps

ROOT = Path(__file__).parents[3]
SPEC = {
    "dataset": {"name": "digits", "train_size": 256},
    "model": {"family": "variational", "latent_dim": 2},
    "network": {"hidden": [16]},
    "training": {"epochs": 2, "batch_size": 64},
}


@pytest.fixture
def runs(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_SLOTS", "2")
    return tmp_path / "runs"


def write(tmp_path, value):
    path = tmp_path / "sweep.json"
    path.write_text(json.dumps(value))
    return str(path)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Give either a sweep file or --resume"),
        (["FILE", "--resume", "sweep-00000000000000"], "Give either a sweep file or --resume"),
        (["--resume", "sweep-00000000000000"], "There is no sweep 'sweep-00000000000000'"),
        (["--resume", "sweep-00000000000000", "--recipe", "beta"], "--recipe makes a new sweep"),
        (["nowhere.json"], "nowhere.json cannot be read: No such file"),
        (["FILE", "--at-once", "0"], "--at-once is 0, but must be a whole number from 1."),
        (["FILE", "--recipe", "betas"], "invalid choice: 'betas'"),
        (["FILE"], "Point 2 of the sweep (model.beta -1.0): model.beta is -1.0"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments, sentence, runs, tmp_path, capsys):
    file = write(tmp_path, {"base": SPEC, "grid": {"model.beta": [1.0, -1.0]}})
    given = [file if one == "FILE" else one for one in arguments]
    assert main(["sweep", *given, "--runs", str(runs)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert len(told.err.splitlines()) == 1
    assert not runs.exists()


def test_a_point_larger_than_this_machine_bears_is_refused_before_anything_starts(
    runs, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("LATENT_LAB_EXAMPLES", "600")
    file = write(tmp_path, {"base": SPEC, "grid": {"training.epochs": [2, 3]}})
    assert main(["sweep", file, "--runs", str(runs)]) == 2
    assert "3 epochs of this data are 768 examples; at most 600" in capsys.readouterr().err
    assert not runs.exists()


def test_text_that_is_no_json(runs, tmp_path, capsys):
    (tmp_path / "bad.json").write_text("{")
    assert main(["sweep", str(tmp_path / "bad.json"), "--runs", str(runs)]) == 2
    assert "is not valid JSON" in capsys.readouterr().err


def test_a_dry_run_tells_the_size_and_leaves_nothing(runs, tmp_path, capsys):
    file = write(tmp_path, SPEC)
    given = ["sweep", file, "--recipe", "dimensions", "--dry-run", "--runs", str(runs)]
    assert main(given) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["runs"] == len(found["points"]) == 50
    assert found["points"][1] == {"model.latent_dim": 1, "dataset.fold": 1}
    assert found["seconds"] > 0
    assert found["bytes"] > 0
    assert "50 runs, about" in told.err
    assert "Where a GPU is found, runs that differ in a few numbers only" in told.err
    assert not runs.exists()


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "core", "sweep", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"LATENT_LAB_SLOTS": "2", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(condition, seconds=90.0):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return value


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_a_killed_sweep_goes_on_and_its_runs_equal_single_ones_to_the_byte(runs, tmp_path):
    base = {**SPEC, "training": {"epochs": 60, "batch_size": 16}}
    file = write(tmp_path, {"base": base, "grid": {"model.beta": [1, 4]}, "seeds": 2})
    first = start(file, "--runs", runs)
    (sweep,) = until(lambda: Sweeps(Library(runs, None)).list())
    library = Library(runs, None)
    until(lambda: any(run.status().step > 100 for run in library.list()))
    first.kill()
    first.communicate()
    until(lambda: all(run.status().state != "running" for run in library.list()))
    finished = {run.id for run in library.list() if run.status().state == "finished"}

    second = start("--resume", sweep.id, "--runs", runs)
    until(lambda: sweep.status().state == "running")
    until(lambda: any(run.raw_status().state == "running" for run in library.list()))
    second.send_signal(signal.SIGINT)
    out, err = second.communicate(timeout=90)
    assert second.returncode == 130, err
    assert f"--resume {sweep.id}" in err
    assert "running" not in {row["state"] for row in json.loads(out.splitlines()[-1])["runs"]}
    written = {id: (runs / id / "summary.json").stat().st_mtime_ns for id in finished}

    third = start(file, "--runs", runs)  # the same file is the same sweep
    out, err = third.communicate(timeout=180)
    assert third.returncode == 0, err
    result = json.loads(out.splitlines()[-1])
    assert result["sweep"] == sweep.id
    assert {row["state"] for row in result["runs"]} == {"finished"}
    assert len(library.list()) == 4
    assert {id: (runs / id / "summary.json").stat().st_mtime_ns for id in finished} == written
    for row in result["table"]:
        assert row["runs"] == 2
        assert row["metrics"]["validation.elbo"]["error"] > 0
    assert "100%" in err

    row = result["runs"][3]
    single = tmp_path / "single.json"
    single.write_text((runs / row["run"] / "spec.json").read_text())
    alone = tmp_path / "alone"
    assert main(["train", str(single), "--runs", str(alone), "--threads", "1"]) == 0
    (run,) = Library(alone, None).list()
    for name in ("metrics.jsonl", "model.safetensors"):
        assert (run.path / name).read_bytes() == (runs / row["run"] / name).read_bytes()
    assert run.summary()["validation"]["elbo"] == row["validation"]["elbo"]
    assert run.summary()["test"]["elbo"] == row["test"]["elbo"]


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_runs_that_all_fail_are_exit_code_3_and_one_that_fails_is_reported(runs, tmp_path):
    rates = {"training.learning_rate": [10.0]}
    base = {**SPEC, "model": {**SPEC["model"], "likelihood": "gaussian", "sigma": 0.01}}
    base["training"] = {"epochs": 30, "batch_size": 16, "optimizer": "sgd"}
    process = start(write(tmp_path, {"base": base, "grid": rates}), "--runs", runs)
    out, err = process.communicate(timeout=90)
    assert process.returncode == 3, err
    assert "Every run failed" in err
    (row,) = json.loads(out.splitlines()[-1])["runs"]
    assert row["state"] == "failed"
    assert row["error"] in err
    rates["training.learning_rate"].append(1e-6)
    process = start(write(tmp_path, {"base": base, "grid": rates}), "--runs", runs)
    out, err = process.communicate(timeout=90)
    assert process.returncode == 0, err
    states = [row["state"] for row in json.loads(out.splitlines()[-1])["runs"]]
    assert states == ["failed", "finished"]
