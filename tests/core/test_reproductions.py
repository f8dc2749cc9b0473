"""Records of reproductions: what is met, what is written, and that nothing in them is typed in."""

import json
import platform
from dataclasses import replace
from pathlib import Path

import pytest

from core.quantities import quantity
from core.reproductions import FOLDER, Experiment, Machine, Number, Record, Reference, recorded
from core.reproductions import read as read_record
from tests.benchmarks import science

THEIRS = Reference(105.3, "somebody", "read")
NUMBER = Number.near("−ELBO", "elbo", THEIRS, 1.0, "nats")


@pytest.mark.parametrize(
    ("values", "met"),
    [((106.3,), True), ((106.31,), False), ((104.0, 106.0), True), ((104.2,), False), ((), None)],
)
def test_the_mean_over_seeds_is_held_to_the_mark(
    values: tuple[float, ...], met: bool | None
) -> None:
    assert NUMBER.found(*values).met is met


def test_one_bound_is_enough_and_none_is_no_mark() -> None:
    assert Number("a", "fvu", low=0.0).found(0.1).met is True
    assert Number("a", "fvu", high=0.0).found(0.1).met is False
    shown = Number("a", "fvu", reference=THEIRS).found(7.0)
    assert shown.met is None
    assert not shown.held


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    other = Number("FVU", "fvu", beside=(Reference(0.5, "else", "memory", "other data"),))
    experiment = Experiment("a", "as published", (NUMBER, other), {"model": {"k": 1}}, (0, 1))
    found = experiment.found([105.0, 106.0], [0.25, 0.5], error=0.1)
    assert [number.measured for number in found.numbers] == [105.5, 0.375]
    assert [number.error for number in found.numbers] == [0.1, None]
    assert found.planned() == experiment
    machine = Machine("a processor", 2, 1, "3.11", "2.13")
    record = Record("x", "X", "sparse", "…", "fast", "run x", (found,), "2026-11-23", machine)
    assert read_record(record.write(tmp_path)) == record
    assert recorded(tmp_path) == [record]
    assert json.loads((tmp_path / "x.json").read_text())["experiments"][0]["numbers"][0]["met"]


def test_what_was_not_measured_stays_a_plan() -> None:
    record = science.record("burda_complete", True, [])
    assert not record.run
    assert record.date == ""
    assert record.machine is None
    assert str(record.experiments[0].numbers[0]).endswith("not run yet")


def test_a_plan_never_replaces_what_was_measured(tmp_path: Path) -> None:
    plan = science.record("burda_complete", True, [])
    science.keep(plan, tmp_path)
    assert recorded(tmp_path) == [plan]
    found = science.record("burda_complete", True, [plan.experiments[0].found([87.0])])
    science.keep(found, tmp_path)
    science.keep(plan, tmp_path)
    assert recorded(tmp_path) == [found]
    assert found.date
    assert found.machine


def test_every_benchmark_has_its_record_and_every_record_its_benchmark() -> None:
    assert [file.stem for file in sorted(FOLDER.glob("*.json"))] == science.marks()
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 200_000


@pytest.mark.parametrize("mark", science.marks())
def test_a_record_holds_what_the_code_plans(mark: str) -> None:
    """Reference numbers, marks, protocols and specifications are those of the code today; only
    what was measured comes from elsewhere."""
    record = read_record(FOLDER / f"{mark}.json")
    planned = science.record(mark, record.form == "full", [])
    bare = tuple(experiment.planned() for experiment in record.experiments)
    assert replace(record, experiments=bare, date="", machine=None) == planned
    assert bool(record.machine) == bool(record.date) == record.run
    written = json.loads((FOLDER / f"{mark}.json").read_text())["experiments"]
    for experiment, one in zip(written, record.experiments, strict=True):
        for number, its in zip(experiment["numbers"], one.numbers, strict=True):
            assert number["met"] is its.met
            assert quantity(its.quantity).help
            assert len(its.values) in (0, len(one.seeds) or 1)


@pytest.mark.parametrize("mark", science.marks())
def test_a_record_names_no_place(mark: str) -> None:
    text = (FOLDER / f"{mark}.json").read_text()
    assert "/home" not in text
    assert "/work" not in text
    assert "/tmp" not in text
    assert platform.node() not in text
