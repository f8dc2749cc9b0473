"""Cards of runs: what they tell, that they are read once, and that what changed is seen."""

import json
import os
from pathlib import Path

import pytest

from core.errors import BadInput
from core.runs import Library, RunFolder, Status, cards, write_json
from core.runs.listing import listed
from core.runs.status import write_status
from core.spec import parse_spec

SPEC = {"dataset": {"name": "digits"}, "model": {"family": "variational", "beta": 4}}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "runs", gallery=None)


def made(library: Library, name: str = "one", state: str = "finished") -> RunFolder:
    run = library.create(parse_spec(SPEC), name)
    write_status(run.status_file, Status(state=state))  # type: ignore[arg-type]
    os.utime(run.path, (1e9, 1e9))  # long settled
    return run


def test_a_card_tells_what_there_is(library: Library) -> None:
    run = made(library)
    rows = [{"step": n, "train": {"objective": 100.0 - n}} for n in range(500)]
    run.metrics_file.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"step": 5')
    write_json(
        run.summary_file,
        {"test": {"elbo": -20.0, "fvu": None}, "seconds": 3.5, "parameters": 10, "test_set": "t"},
    )
    (card,) = cards.cards(library)
    assert card["name"] == "one"
    assert card["special"] == "β 4"
    assert card["numbers"] == {"elbo": -20.0}
    assert (card["seconds"], card["state"], card["picture"]) == (3.5, "finished", None)
    assert card["sparkline"][0] == 1
    assert card["sparkline"][-1] == 0
    assert card["sparkline"] == sorted(card["sparkline"], reverse=True)
    assert json.loads(json.dumps(card)) == card


def test_what_did_not_change_is_not_read_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = made(library, "first"), made(library, "second")
    cards.cards(library)
    read: list[str] = []
    real = cards._card

    def noticing(run: RunFolder) -> cards.Card:
        read.append(run.id)
        return real(run)

    monkeypatch.setattr(cards, "_card", noticing)
    cards.cards(library)
    assert read == []
    cards._known.clear()  # as in a program that starts anew: the index knows
    assert {card["name"] for card in cards.cards(library)} == {"first", "second"}
    assert read == []
    library.rename(first, "renamed")
    library.tag(second, ["a"])
    assert {card["name"]: card["tags"] for card in cards.cards(library)} == {
        "renamed": [],
        "second": ["a"],
    }
    assert sorted(read) == sorted([first.id, second.id])


def test_a_deleted_run_is_gone_and_comes_back(library: Library) -> None:
    run = made(library)
    cards.cards(library)
    token = library.delete(run)
    assert cards.cards(library) == []
    library.restore(token)
    assert [card["id"] for card in cards.cards(library)] == [run.id]


def test_newest_come_first_and_dead_processes_are_seen(library: Library) -> None:
    runs = [made(library, str(n)) for n in range(3)]
    for day, run in zip((2, 3, 1), runs, strict=True):
        run.update_info(created=f"2026-01-0{day}T00:00:00+00:00")
    assert [card["name"] for card in cards.cards(library)] == ["1", "0", "2"]
    write_status(runs[0].status_file, Status(state="running", pid=2**22 + 1, pid_start="long ago"))
    states = {card["name"]: card["state"] for card in cards.cards(library)}
    assert states["0"] == "interrupted"


def test_what_cannot_be_read_stands_in_nobody_s_way(library: Library) -> None:
    made(library, "good")
    bad = made(library, "bad")
    (bad.path / "spec.json").write_text("{")
    library.path.joinpath(cards.INDEX).write_text("not json")
    assert [card["name"] for card in cards.cards(library)] == ["good"]


def test_what_changes_at_once_is_seen_however_coarse_the_clock(library: Library) -> None:
    run = made(library, "0")
    for n in range(1, 20):
        library.rename(run, str(n))
        (card,) = cards.cards(library)
        assert card["name"] == str(n)


def test_a_listed_run_knows_itself_without_its_files(library: Library) -> None:
    run = made(library)
    run.snapshot_path(7).mkdir(parents=True)
    write_json(run.snapshot_path(7) / "meta.json", {"sheets": {}, "files": {}})
    long = {"test": {"elbo": -2.0, "kl_per_dimension": [1.0]}, "sparsity_report": {"rows": []}}
    write_json(run.summary_file, {**long, "test_set": "t"})
    (one,) = listed(library)
    assert one == run
    assert (one.name, one.title, one.info) == (run.name, run.spec.model.title, run.info)
    assert one.spec == run.spec
    assert one.settings == run.settings
    assert one.snapshot_steps() == [7]
    assert one.status().state == "finished"
    summary = one.summary() or {}
    assert summary["test"] == {"elbo": -2.0, "kl_per_dimension": None}
    assert summary["sparsity_report"] is None
    assert (one.whole.summary() or {})["sparsity_report"] == {"rows": []}


def test_sparklines_of_little() -> None:
    assert cards.sparkline([]) == []
    assert cards.sparkline([None, 1.0]) == []
    assert cards.sparkline([2.0, 2.0]) == [0.5, 0.5]


def test_tags_are_cleaned_and_bounded(library: Library) -> None:
    run = made(library)
    library.tag(run, [" lesson\n1 ", "", "lesson 1", "b"])
    assert run.tags == ["lesson 1", "b"]
    with pytest.raises(BadInput, match="at most 8 tags"):
        library.tag(run, map(str, range(9)))
    with pytest.raises(BadInput, match="at most 24 characters"):
        library.tag(run, ["x" * 25])
    assert run.tags == ["lesson 1", "b"]
