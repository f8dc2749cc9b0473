"""Sweeps as folders: made whole, found again, their runs known by what the runs say themselves."""

import pytest

from core.errors import BadInput
from core.runs import Library, write_json
from core.sweeps import Sweeps, parse_sweep

FILE = {
    "base": {"dataset": {"name": "digits"}, "model": {"family": "variational"}},
    "grid": {"model.beta": [1, 0.1]},
    "seeds": 2,
}


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "runs", None)


def test_a_sweep_is_found_again_and_is_no_run(library):
    sweep = Sweeps(library).create(parse_sweep(FILE), owner="anna")
    found = Sweeps(library).find(sweep.id)
    assert (found.name, found.owner) == ("β × seed · Digits 8×8", "anna")
    assert found.plan == parse_sweep(FILE)
    assert found.status().state == "queued"
    assert library.list() == []
    with pytest.raises(BadInput, match="There is no sweep 'sweep-no'"):
        Sweeps(library).find("sweep-no")


def test_sweeps_are_listed_newest_first_and_by_owner(library):
    made = [Sweeps(library).create(parse_sweep({**FILE, "name": n}), n) for n in ("a", "b")]
    for age, sweep in enumerate(made):
        sweep.folder.update_info(created=f"2026-01-0{age + 1}")
    assert [sweep.name for sweep in Sweeps(library).list()] == ["b", "a"]
    assert [sweep.name for sweep in Sweeps(library).list("a")] == ["a"]


def test_the_same_file_is_the_same_sweep_to_its_owner_only(library):
    plan = parse_sweep(FILE)
    sweep = Sweeps(library).create(plan, "anna")
    same = Sweeps(library).same(plan, "anna")
    assert same is not None
    assert same.id == sweep.id
    assert Sweeps(library).same(plan, "bert") is None
    assert Sweeps(library).same(parse_sweep({**FILE, "seeds": 3}), "anna") is None


def test_rows_say_what_is_known_of_each_point(library):
    sweep = Sweeps(library).create(parse_sweep(FILE), "anna")
    done, other = sweep.add(sweep.plan.points[2], "So."), library.create(sweep.plan.points[0].spec)
    write_json(
        done.summary_file, {"validation": {"elbo": -3.5, "density": [1]}, "test": {"elbo": -4.0}}
    )
    done.update_info(pruned="Given up.")
    assert done.info["sweep"] == {
        "id": sweep.id,
        "name": sweep.name,
        "point": {"model.beta": 0.1, "training.seed": 0},
        "why": "So.",
    }
    assert "sweep" not in other.info
    assert done.owner == "anna"
    rows = sweep.rows()
    assert [row["run"] for row in rows] == [None, None, done.id, None]
    assert rows[0]["state"] == "waiting"
    assert rows[2]["validation"] == {"elbo": -3.5}
    assert rows[2]["test"] == {"elbo": -4.0}
    assert rows[2]["pruned"] == "Given up."
    assert (rows[2]["how"], rows[2]["why"]) == ("alone", "So.")
    done.update_info(population=[done.id, other.id])
    sweep.explain(done, "Thus.")
    row = sweep.rows()[2]
    assert (row["how"], row["why"]) == ("stacked", "Thus.")


def test_of_two_runs_of_a_point_the_older_counts(library):
    sweep = Sweeps(library).create(parse_sweep(FILE))
    point = sweep.plan.points[0]
    first, second = sweep.add(point, "So."), sweep.add(point, "So.")
    first.update_info(created="2026-01-01")
    second.update_info(created="2026-01-02")
    assert sweep.runs()[point.key] == first
