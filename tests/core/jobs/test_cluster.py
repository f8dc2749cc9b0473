"""Runs on a real Ray cluster of two nodes on this machine, one of which is killed."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from core.jobs.manager import Manager
from core.runs import Library
from core.runs.machine import HOST, lives
from core.spec import parse_spec
from core.sweeps import Sweeps, parse_sweep
from core.sweeps.run import drive
from core.training import train

pytest.importorskip("ray", reason="Ray is optional: pip install ray")
from ray.cluster_utils import Cluster as Nodes

pytestmark = pytest.mark.process
NODE = {"num_cpus": 1, "object_store_memory": 80_000_000}
QUICK_DEATH = {"health_check_period_ms": 500, "health_check_failure_threshold": 3}


def spec(beta, epochs):
    return parse_spec(
        {
            "dataset": {"name": "digits", "train_size": 512},
            "model": {"family": "variational", "latent_dim": 2, "beta": beta},
            "network": {"hidden": [16]},
            "training": {"epochs": epochs, "batch_size": 64},
        }
    )


def until(condition, seconds=150.0):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
    return value


@pytest.fixture(scope="module")
def nodes():
    """A cluster's head, and the second node, whose end no other test needs to survive."""
    with (
        tempfile.TemporaryDirectory(prefix="ray") as folder,  # short: sockets lie in it
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("RAY_TMPDIR", folder)
        (Path(folder) / "ray").mkdir()  # the cluster's address is written there before it exists
        head = NODE | {"include_dashboard": False, "_system_config": QUICK_DEATH}
        cluster = Nodes(initialize_head=True, head_node_args=head)
        try:
            yield cluster, cluster.add_node(**NODE)
        finally:
            cluster.shutdown()


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "runs", None)


@pytest.fixture
def jobs(nodes, library, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_CLUSTER", nodes[0].address)
    monkeypatch.delenv("LATENT_LAB_SLOTS", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    one = Manager(library, "cluster_tasks:TASKS")
    yield one
    one.shutdown()


def test_a_run_on_a_cluster_pauses_outlives_the_driver_and_ends_with_the_server(library, jobs):
    run = library.create(spec(1.0, 5000))
    jobs.submit(run.id)
    until(lambda: run.status().step > 0)
    jobs.pause(run.id)
    until(lambda: run.status().state == "paused")
    jobs.submit(run.id)
    saved = run.status().saved
    until(lambda: run.status().saved > saved)
    status, kept = _after_the_drivers_death(run, jobs)
    assert run.metrics()[: len(kept)] == kept
    jobs.shutdown()
    until(lambda: lives(HOST, status.pid, status.pid_start) is False)
    assert run.status().state == "interrupted"
    assert "is kept; press Resume." in run.status().error


def _after_the_drivers_death(run, jobs):
    """The run's status when it is at work again, by itself, and the rows that it must have kept."""
    before = run.status()
    rows = [row for row in run.metrics() if row["step"] <= before.saved]
    (driver,) = _drivers()
    driver.kill()
    until(lambda: [row["place"] for row in jobs.jobs()] == [1])  # the page says that it waits
    until(lambda: (now := run.status()).state == "running" and now.pid != before.pid)
    until(lambda: run.status().step > before.step)
    assert run.status().error is None
    assert [one.pid for one in _drivers()] != [driver.pid]
    return run.status(), rows


def _drivers():
    found = []
    for one in psutil.Process().children():
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if "core.jobs.driver" in one.cmdline():
                found.append(one)
    return found


def test_every_run_of_a_sweep_finishes_though_a_node_is_killed(library, jobs, nodes, tmp_path):
    grid = {"model.beta": [0.5, 1.0, 2.0]}
    sweep = Sweeps(library).create(parse_sweep({"base": spec(1.0, 300).as_dict(), "grid": grid}))
    raylet = psutil.Process(nodes[1].all_processes["raylet"][0].process.pid)
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(drive, sweep, jobs)
        lost, status = until(lambda: _at_work(sweep.runs().values(), raylet))
        for process in [raylet, *raylet.children(recursive=True)]:  # as the machine's end would
            with suppress(psutil.NoSuchProcess):
                process.kill()
        assert outcome.result(150) == "finished"
    assert status.step < status.total
    assert lost.status().pid != status.pid
    runs = list(sweep.runs().values())
    assert [run.status().state for run in runs] == ["finished"] * 3
    alone = Library(tmp_path / "alone", None)
    for run in runs:
        twin = alone.create(run.spec)
        train(twin, threads=1)
        assert run.metrics_file.read_bytes() == twin.metrics_file.read_bytes()
        model = "model.safetensors"
        assert (run.path / model).read_bytes() == (twin.path / model).read_bytes()


def _at_work(runs, raylet):
    """A run that has a checkpoint and is trained under this raylet, with its status; or None."""
    below = {process.pid for process in raylet.children(recursive=True)}
    for run in runs:
        status = run.status()
        if status.pid in below and status.state == "running" and status.saved > 0:
            return run, status
    return None
