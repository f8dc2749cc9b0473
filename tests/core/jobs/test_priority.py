"""A worker gives way to everything else, whatever unit the system shares the processor by."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import BadInput
from core.jobs.priority import niceness
from core.paths import ROOT

LOOK = """
import os, sys
from pathlib import Path
from core.jobs.priority import give_way
give_way(int(sys.argv[1]))
group = Path("/proc/self/autogroup")
print(os.nice(0), os.sched_getscheduler(0), group.read_text().split()[-1] if group.exists() else "")
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="how Linux shares the processor")


def after(nice: int) -> list[str]:
    """Niceness, scheduling class and (where there is one) niceness of the session's group."""
    return subprocess.run(
        [sys.executable, "-c", LOOK, str(nice)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    ).stdout.split()


@linux
def test_by_default_training_takes_only_what_is_idle():
    nice, scheduler, *group = after(19)
    assert (int(nice), int(scheduler)) == (19, os.SCHED_IDLE)
    if Path("/proc/self/autogroup").exists():
        assert group == ["19"]


@linux
def test_a_middle_value_lowers_the_share_of_process_and_group():
    nice, scheduler, *group = after(5)
    assert (int(nice), int(scheduler)) == (5, os.SCHED_OTHER)
    if Path("/proc/self/autogroup").exists():
        assert group == ["5"]


@linux
def test_zero_leaves_everything_as_it_was():
    nice, scheduler, *group = after(0)
    assert (int(nice), int(scheduler)) == (0, os.SCHED_OTHER)
    assert group in ([], ["0"])


def test_the_wish_is_read_from_the_environment(monkeypatch):
    monkeypatch.delenv("LATENT_LAB_NICE", raising=False)
    assert niceness() == 19
    monkeypatch.setenv("LATENT_LAB_NICE", "0")
    assert niceness() == 0


@pytest.mark.parametrize("bad", ["-1", "20", "low", "1.5", ""])
def test_a_bad_wish_is_refused_in_a_sentence(monkeypatch, bad):
    monkeypatch.setenv("LATENT_LAB_NICE", bad)
    with pytest.raises(BadInput, match=rf"LATENT_LAB_NICE is {bad!r}; valid is a whole number"):
        niceness()
