"""What a learner did: the first answer stays, and a torn file is an empty record."""

from pathlib import Path

import pytest

from core.errors import NoSpace
from core.lessons.record import Record, commit, finish, folder, mark, read
from core.runs import Library

ME, YOU = "a" * 32, "b" * 32


def test_first_answers_stay(runs: Path) -> None:
    assert read(ME) == Record()
    commit(ME, "holes", 2, False)
    commit(ME, "holes", 1, True)
    finish(ME, "three", ["vae-1"], {"collapsed == 3": 3})
    finish(ME, "three", ["vae-2"], {"collapsed == 3": 3})
    mark(ME, "tour", "done")
    found = read(ME)
    assert found.predictions["holes"]["choice"] == 2
    assert found.predictions["holes"]["right"] is False
    assert found.missions["three"]["runs"] == ["vae-1"]
    assert found.missions["three"]["at"].endswith("Z")
    assert found.marks == {"tour": "done"}
    assert read(YOU) == Record()


def test_records_are_no_runs(runs: Path) -> None:
    mark(ME, "tour", 1)
    assert Library(gallery=None).list() == []


def test_a_torn_record_is_an_empty_one(runs: Path) -> None:
    mark(ME, "tour", 1)
    (folder() / f"{ME}.json").write_text('{"marks": {"to')
    assert read(ME) == Record()


def test_an_id_is_no_path(runs: Path) -> None:
    with pytest.raises(ValueError, match="no owner's id"):
        read("../" + "a" * 29)


def test_a_folder_that_cannot_be_made_is_said(runs: Path) -> None:
    folder().write_text("a file stands in the way")
    with pytest.raises(NoSpace):
        mark(ME, "tour", 1)
