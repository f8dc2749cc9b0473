"""The manager with the real training in real processes: kills, torn lines, and exact resumption."""

import os
import signal
import time

import pytest

from core.jobs.manager import Manager
from core.runs import Library
from core.spec import parse_spec

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="signals are POSIX"),
]


def spec(epochs):
    return parse_spec(
        {
            "dataset": {"name": "digits", "train_size": 512},
            "model": {"family": "variational", "latent_dim": 2},
            "network": {"hidden": [16]},
            "training": {"epochs": epochs, "batch_size": 64},
        }
    )


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "runs", None)


@pytest.fixture
def jobs(library, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("LATENT_LAB_SLOTS", "1")
    monkeypatch.setattr("core.jobs.process.cores", lambda: 1)
    one = Manager(library)
    yield one
    one.shutdown()


def until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return value


def test_a_warm_spare_logs_its_first_row_within_a_second(library, jobs):
    jobs.start()
    until(lambda: jobs.estimate(spec(1)) is not None)
    waits = []
    for _ in range(3):  # other tests may hold the cores during one of them
        run = library.create(spec(2))
        begin = time.monotonic()
        jobs.submit(run.id)
        until(run.metrics)
        waits.append(time.monotonic() - begin)
        until(lambda run=run: run.status().state == "finished")
    assert min(waits) < 1.0
    assert jobs.estimate(spec(2)) < jobs.estimate(spec(4)) < 2 * jobs.estimate(spec(2))


def test_a_killed_worker_and_a_torn_line_leave_a_run_that_ends_as_if_nothing_had_been(
    library, jobs
):
    whole, killed = library.create(spec(150)), library.create(spec(150))
    jobs.submit(whole.id)
    until(lambda: whole.status().state == "finished")
    jobs.submit(killed.id)
    until(lambda: killed.status().state == "running" and killed.status().step > 50)
    os.kill(killed.status().pid, signal.SIGKILL)
    until(lambda: killed.status().state == "failed")
    assert "was killed (signal 9)" in killed.status().error
    with killed.metrics_file.open("a") as file:
        file.write('{"step": 99999, "tra')
    assert killed.metrics()[-1]["step"] < 99999
    jobs.submit(killed.id)
    until(lambda: killed.status().state == "finished")
    assert killed.status().error is None
    assert killed.metrics_file.read_bytes() == whole.metrics_file.read_bytes()
    for name in ("model.safetensors", "decoder.safetensors"):
        assert (killed.path / name).read_bytes() == (whole.path / name).read_bytes()


def test_pause_resume_and_stop(library, jobs):
    run = library.create(spec(3000))
    jobs.submit(run.id)
    until(lambda: run.status().step > 0)
    jobs.pause(run.id)
    until(lambda: run.status().state == "paused")
    paused = run.status()
    assert paused.saved == paused.step
    until(lambda: jobs.jobs() == [])
    jobs.submit(run.id)
    until(lambda: run.status().step > paused.step)
    jobs.stop(run.id)
    until(lambda: run.status().state == "stopped")
    assert run.summary()["stopped_at_step"] == run.status().step
    steps = [row["step"] for row in run.metrics()]
    assert steps == sorted(set(steps))


def test_a_map_is_refused_before_there_are_codes(library, jobs):
    run = library.create(spec(1))
    jobs.project(run.id, "umap", {"neighbours": 5})
    failed = until(lambda: (p := jobs.projection(run.id)) and p["state"] == "failed" and p)
    assert "no test codes yet" in failed["error"]
