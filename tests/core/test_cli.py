"""The command line: in this process where it can be, as a process where signals are the matter."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from core.catalogue import CATALOGUE
from core.cli import main
from core.runs import Library, Status
from core.runs.status import write_status

ROOT = Path(__file__).parents[2]
LENGTH = {"epochs": 2, "batch_size": 256}


def spec(**training):
    return {
        "dataset": {"name": "digits", "train_size": 512},
        "model": {"family": "variational", "latent_dim": 2},
        "network": {"hidden": [16]},
        "training": LENGTH | training,
    }


@pytest.fixture
def runs(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture
def spec_file(tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec()))
    return path


@pytest.fixture
def trained(runs, spec_file, capsys):
    assert main(["train", str(spec_file), "--threads", "1", "--name", "small"]) == 0
    return Library(runs).find(json.loads(capsys.readouterr().out.splitlines()[-1])["run"])


def test_training_ends_with_the_summary(runs, spec_file, capsys):
    assert main(["train", str(spec_file), "--threads", "1"]) == 0
    told = capsys.readouterr()
    summary = json.loads(told.out.splitlines()[-1])
    (run,) = Library(runs, gallery=None).list()
    assert summary == run.summary()
    assert summary["run"] == run.id
    assert run.status().state == "finished"
    assert run.owner is None
    assert "100%" in told.err
    assert re.search(r"^In memory, MiB: data .*optimiser [\d.e-]+", told.err, re.MULTILINE)


def test_a_run_can_be_exported(trained, tmp_path, capsys):
    trained.update_info(owner="secret-cookie")
    assert main(["export", trained.id, "--to", str(tmp_path / "a.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
        names = {name.removeprefix(f"{trained.id}/") for name in bundle.namelist()}
        table = csv.DictReader(io.StringIO(bundle.read(f"{trained.id}/metrics.csv").decode()))
        rows = list(table)
        assert all(b"secret-cookie" not in bundle.read(name) for name in bundle.namelist())
    assert {"spec.json", "run.json", "summary.json", "model.safetensors"} <= names
    assert {"decoder.json", "test/arrays.safetensors", "metrics.jsonl"} <= names
    assert [int(row["step"]) for row in rows] == [row["step"] for row in trained.metrics()]
    assert float(rows[-1]["train.kl"]) == trained.metrics()[-1]["train"]["kl"]
    assert rows[-1]["validation.kl"]
    assert not rows[0]["validation.kl"]
    assert main(["export", trained.id, "--to", str(tmp_path / "no" / "a.zip")]) == 2


def test_evaluating_adds_to_the_summary(trained, capsys):
    assert main(["evaluate", str(trained.path)]) == 0
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert summary == trained.summary()
    assert summary["test"]["nll"] <= -summary["test"]["elbo"]
    assert summary["examples_per_second"] is not None


def test_a_finished_run_is_not_trained_again(trained, capsys):
    before = trained.metrics_file.stat().st_mtime_ns
    assert main(["resume", trained.id]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == trained.summary()
    assert "finished already" in told.err
    assert trained.metrics_file.stat().st_mtime_ns == before


def test_listing(trained, capsys):
    assert main(["list"]) == 0
    assert re.search(rf"{trained.id} +finished +4/4 +small", capsys.readouterr().out)
    assert main(["list", "--json"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["state"] == "finished"
    assert "owner" not in first


def test_a_run_at_work_is_left_alone(runs, trained, capsys):
    write_status(trained.status_file, Status("running", host="another", pid=7))
    assert main(["resume", trained.id]) == 2
    assert main(["evaluate", trained.id]) == 2
    assert "in process 7 on another" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '{"dataset": {"name": "digits", "train_sise": 9}, "model": {"family": "plain"}}',
            "train_size",
        ),
        ("{", "is not valid JSON"),
        ("[]", ""),
        ("", "is not valid JSON"),
        ('{"dataset": {"name": "digits", "train_size": 1000000}}', ""),
    ],
)
def test_bad_specifications_are_one_line_and_exit_2(runs, tmp_path, capsys, text, words):
    path = tmp_path / "bad.json"
    path.write_text(text)
    assert main(["train", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert words in told.err
    assert not runs.exists() or Library(runs, gallery=None).list() == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "no-such-file.json"],
        ["train"],
        ["frobnicate"],
        [],
        ["resume", "vae-00000000000000"],
        ["resume", "../etc"],
        ["evaluate", "vae-00000000000000"],
        ["export", "vae-00000000000000"],
        ["train", "x.json", "--threads", "0"],
        ["project", "vae-00000000000000", "--neighbours", "1"],
    ],
)
def test_other_bad_input_is_one_line_and_exits_2(runs, capsys, arguments):
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


def test_what_fails_before_training_begins_is_told_by_the_status(runs, tmp_path, capsys):
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has the device that is asked for")
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec(device="cuda")))
    assert main(["train", str(path)]) == 2
    (run,) = Library(runs, gallery=None).list()
    assert run.status().state == "failed"
    assert "CUDA" in run.status().error


def core(*arguments, runs, **settings):
    return subprocess.Popen(
        [sys.executable, "-m", "core", *arguments],
        cwd=ROOT,
        env=os.environ | {"LATENT_LAB_RUNS": str(runs), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **settings,
    )


@pytest.mark.process
def test_help_and_list_need_no_heavy_libraries(tmp_path):
    code = (
        "import sys; from core.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "main(['list'])\n"
        "heavy = {'torch', 'umap', 'numba', 'sklearn', 'streamlit'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    environment = os.environ | {"LATENT_LAB_RUNS": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True
    )


@pytest.mark.process
def test_unknown_keys_through_stdin(tmp_path):
    process = core("train", "-", runs=tmp_path, stdin=subprocess.PIPE)
    out, err = process.communicate(json.dumps({"dataset": {"name": "digits"}, "modle": {}}))
    assert process.returncode == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "model" in err


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_at_a_step_with_a_checkpoint(tmp_path, by):
    runs, path = tmp_path / "runs", tmp_path / "spec.json"
    path.write_text(json.dumps(spec(epochs=20_000)))
    process = core("train", str(path), runs=runs)
    library = Library(runs, gallery=None)
    end = time.monotonic() + 60
    while not (runs.exists() and library.list() and library.list()[0].metrics()):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(by)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    (run,) = library.list()
    status = run.status()
    assert status.state == "stopped"
    assert status.saved == status.step > 0
    assert json.loads(out.splitlines()[-1])["stopped_at_step"] == status.step


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="limits of file size are POSIX")
def test_a_full_disk_exits_4_with_a_sentence_and_can_be_resumed(tmp_path):
    runs, path = tmp_path / "runs", tmp_path / "spec.json"
    path.write_text(json.dumps(spec(epochs=500)))
    code = (
        "import resource, sys; from core.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "sys.exit(main(['train', sys.argv[1], '--threads', '1']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        env=os.environ | {"LATENT_LAB_RUNS": str(runs), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "could not be written" in done.stderr.splitlines()[-1]
    (run,) = Library(runs, gallery=None).list()
    assert run.status().state == "failed"
    assert "could not be written" in run.status().error
    assert run.status().resumable


def test_without_a_network_a_full_set_is_one_line_and_no_run(runs, tmp_path, capsys, monkeypatch):
    """The mirror is a port where nobody listens."""
    entry = CATALOGUE["mnist"]
    nobody = replace(entry, full=replace(entry.full, mirror="http://127.0.0.1:9/"))
    monkeypatch.setitem(CATALOGUE, "mnist", nobody)
    monkeypatch.setenv("LATENT_LAB_DATA", str(tmp_path / "empty"))
    path = tmp_path / "big.json"
    path.write_text(
        '{"dataset": {"name": "mnist", "train_size": 20000}, "model": {"family": "plain"}}'
    )
    assert main(["train", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("the largest dataset.train_size at hand is 8,000.")
    assert Library(runs, gallery=None).list() == []
