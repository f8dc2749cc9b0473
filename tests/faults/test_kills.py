"""Killed at whatever moment, however often: the run ends as if nothing had been.

Moments are file operations, counted: a process changes nothing of a run between two of them.
"""

import os
import random
from typing import Any

import pytest

from core.runs import RunFolder
from tests.core.training.tiny import Create, content
from tests.faults.forge import Forge

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="copies of processes are POSIX"),
]

KINDS: dict[str, dict[str, Any]] = {
    "batch_topk": {},
    "factor": {},
    "vq": {},
    "vae": {"training": {"early_stopping": 1, "learning_rate": 0.02}},
}


@pytest.fixture(scope="module")
def wholes() -> dict[str, tuple[dict[str, bytes], int]]:
    """Of each kind, what an uninterrupted run leaves and how many file operations it took."""
    return {}


def whole(
    kind: str, create: Create, forge: Forge, known: dict[str, tuple[dict[str, bytes], int]]
) -> tuple[dict[str, bytes], int]:
    if kind not in known:
        run = create(kind, **KINDS[kind])
        end = forge.train(run)
        assert end.code == 0
        known[kind] = content(run), end.operations
    return known[kind]


def finish(run: RunFolder, forge: Forge) -> None:
    assert run.status().state == "interrupted"
    assert run.status().resumable
    assert "press resume" in (run.status().error or "").lower()
    assert forge.train(run).code == 0
    assert run.status().state == "finished"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_three_times_at_random_moments(
    create: Create, forge: Forge, wholes: Any, kind: str, seed: int
) -> None:
    expected, operations = whole(kind, create, forge, wholes)
    draw = random.Random(f"{kind}{seed}")
    run = create(kind, **KINDS[kind])
    for share in (1.0, 0.7, 0.5):  # what is left to do gets less
        at = draw.randint(12, int(share * operations))  # before 12 it has not claimed the run
        end = forge.train(run, kill_at=at)
        if not end.killed:
            break  # it had less to do than that
        assert end.operations == at
    if run.status().state != "finished":
        finish(run, forge)
    assert content(run) == expected


@pytest.mark.parametrize(
    ("kill_on", "times"),
    [
        ("open .*/probe/", 1),
        ("open .*run.json", 2),
        (r"open .*/\.checkpoint\.00000000.*/state.safetensors", 1),
        (r"open .*/\.checkpoint\.00000020.*/state.safetensors", 1),
        (r"open .*/\.checkpoint\.00000020.*/state.json", 1),
        (r"os.rename .*/\.checkpoint\.00000020", 1),
        (r"os.rmdir .*/checkpoint\.00000010|os.rmdir checkpoint\.00000010", 1),
        (r"open .*/metrics\.jsonl", 30),
        (r"open .*/timing\.jsonl", 18),
        (r"os.mkdir .*/snapshots/\.000000", 5),
        (r"os.rename .*/snapshots/\.000000", 5),
        (r"open .*/\.model\.safetensors", 1),
        (r"os.rename .*/\.model\.safetensors", 1),
        (r"open .*/\.encoder\.json", 1),
        (r"os.rename .*/\.test\.", 1),
        (r"os.rename .*/\.summary\.json", 1),
        (r"os.rename .*/\.status\.json", 2),  # the first one says that training begins
    ],
)
def test_killed_at_a_chosen_moment(
    create: Create, forge: Forge, wholes: Any, kill_on: str, times: int
) -> None:
    expected, _ = whole("batch_topk", create, forge, wholes)
    run = create("batch_topk")
    assert forge.train(run, kill_on=kill_on, times=times).killed
    finish(run, forge)
    assert content(run) == expected
    assert not list(run.path.glob(".checkpoint*"))
    assert not list(run.path.glob("snapshots/.*"))
