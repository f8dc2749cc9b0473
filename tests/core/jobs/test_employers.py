"""Who trains: this machine, or the cluster that is named; and what is said where there is none."""

import logging
import socket
import time

import pytest

from core.jobs import cluster
from core.jobs.cluster import Cluster
from core.jobs.driver import room
from core.jobs.manager import Manager
from core.runs import Library
from core.spec import parse_spec

SPEC = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "plain"}})


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """The error of a run that is submitted while `LATENT_LAB_CLUSTER` has a value."""
    made = []

    def submitted(address):
        monkeypatch.setenv("LATENT_LAB_CLUSTER", address)
        made.append(Manager(library := Library(tmp_path / "runs", None)))
        run = library.create(SPEC)
        made[-1].submit(run.id)
        end = time.monotonic() + 30
        while run.status().state == "queued" and time.monotonic() < end:
            time.sleep(0.02)
        assert run.status().state == "failed"
        return run.status().error

    yield submitted
    for one in made:
        one.shutdown()


@pytest.mark.parametrize("bad", ["yes", "http://host:1", "ray://", "host", "host:port", "a b:1"])
def test_what_is_no_address_is_refused_in_a_sentence(failing, bad, caplog):
    words = f"LATENT_LAB_CLUSTER is {bad!r}; valid is auto, host:port or ray://host:port."
    with caplog.at_level(logging.ERROR):
        assert failing(bad) == f"No training process could be started: {words}"
    assert [record.message for record in caplog.records] == [words]  # once, at the start


def test_without_ray_there_is_a_sentence_and_no_other_way_of_training(failing, monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    assert "'auto', but Ray is not installed here: pip install ray" in failing("auto")


@pytest.mark.parametrize("bad", ["much", "-1", "1.5", "nan", "inf", ""])
def test_a_share_of_a_gpu_is_checked(failing, monkeypatch, bad):
    monkeypatch.setattr(cluster, "find_spec", lambda name: object())
    monkeypatch.setenv("LATENT_LAB_GPUS_PER_RUN", bad)
    assert f"LATENT_LAB_GPUS_PER_RUN is {bad!r}; valid is a number from 0 to 1" in failing("auto")


@pytest.mark.process
@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_where_no_cluster_answers_a_run_fails_with_the_way_out(failing, monkeypatch, scheme):
    monkeypatch.setattr(cluster, "find_spec", lambda name: object())
    with socket.socket() as free:  # a port on which nobody listens
        free.bind(("127.0.0.1", 0))
        address = f"{scheme}127.0.0.1:{free.getsockname()[1]}"
        error = failing(address)
    assert f"LATENT_LAB_CLUSTER is {address!r}, but no Ray cluster answers" in error
    assert "start one with `ray start --head`, or unset the variable" in error


def test_runs_fit_by_cpus_and_by_shares_of_whole_gpus():
    assert room(cpus=8, gpus=0, share=0) == 8
    assert room(cpus=8, gpus=1, share=0.25) == 4
    assert room(cpus=3, gpus=1, share=0.25) == 3
    assert room(cpus=16, gpus=2, share=0.4) == 4  # two on each, no run on two halves
    assert room(cpus=16, gpus=5, share=2) == 2
    assert room(cpus=0, gpus=0, share=0) == 0


def test_slots_follow_the_cluster_under_the_limit_that_is_set(monkeypatch):
    monkeypatch.setenv("LATENT_LAB_SLOTS", "3")
    employer = Cluster("auto", lambda worker, message: None)
    assert employer.slots == 1
    for runs, slots in ((8, 3), (2, 2), (0, 1)):
        employer._hear({"event": "room", "runs": runs, "device": "cuda"})
        assert employer.slots == slots
    monkeypatch.delenv("LATENT_LAB_SLOTS")
    unlimited = Cluster("auto", lambda worker, message: None)
    unlimited._hear({"event": "room", "runs": 64, "device": "cpu"})
    assert unlimited.slots == 64


def test_a_cluster_says_what_it_computes_on_or_that_nobody_need_wait_for_it():
    employer = Cluster("auto", lambda worker, message: None)
    assert employer.device is None
    employer._hear({"event": "room", "runs": 8, "device": "cuda"})
    assert employer.device == "cuda"
    lost = Cluster("auto", lambda worker, message: None)
    lost._hear({"event": "trouble", "error": "No Ray cluster answers."})
    assert lost.device == "cpu"
