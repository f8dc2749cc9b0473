import re
from pathlib import Path

import pytest

from core.errors import BadInput
from core.runs import Library, RunFolder, Status, write_json
from core.runs.ids import is_id, new_id
from core.runs.status import write_status
from core.spec import parse_spec

SPEC = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "variational"}})


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "runs", tmp_path / "gallery")


def stopped(run: RunFolder) -> RunFolder:
    write_status(run.status_file, Status("stopped"))
    return run


def test_ids_are_random_and_safe():
    ids = {new_id("sparse") for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"sae-[0-9a-f]{14}", one) and is_id(one) for one in ids)
    assert not any(is_id(bad) for bad in ["", "short", "../etc/passwd", "Vae-0123456789", "a" * 41])
    assert not is_id("vae-0123456789\n")


def test_a_created_run_is_whole(library):
    run = library.create(SPEC, owner="ann", parent="vae-00000000000000")
    assert library.find(run.id) == run
    assert run.spec == SPEC
    assert run.info["family"] == "variational"
    assert run.info["parent"] == "vae-00000000000000"
    assert run.status().state == "queued"
    assert run.status().total == SPEC.total_steps
    assert run.control() == "run"
    assert run.metrics() == []
    assert run.summary() is None
    assert run.snapshot_steps() == []
    assert "VAE" in run.name


def test_runs_are_listed_newest_first_then_examples(library):
    runs = [library.create(SPEC, name=f"run {i}", owner=o) for i, o in enumerate("aba")]
    for number, run in enumerate(runs):
        run.update_info(created=f"2030-01-0{number + 1}")
    example = library.gallery / "vae-two-dimensions"
    example.mkdir(parents=True)
    write_json(example / "run.json", {"id": example.name, "owner": "a"})
    assert [run.id for run in library.list()] == [r.id for r in reversed(runs)] + [example.name]
    assert [run.id for run in library.list("a")] == [runs[2].id, runs[0].id]
    assert library.find(example.name).is_gallery


@pytest.mark.parametrize("id", ["..", "../gallery", ".trash", "vae-00000000000000", "", "a/b"])
def test_what_is_no_run_is_not_found(library, id):
    library.create(SPEC)
    with pytest.raises(BadInput, match="There is no run"):
        library.find(id)


def test_only_the_owner_or_the_machine_may_change_a_run(library):
    run = library.create(SPEC, owner="ann")
    assert run.may_change("ann")
    assert run.may_change("bob", local=True)
    assert not run.may_change("bob")
    assert not run.may_change(None)
    anonymous = library.create(SPEC)
    assert not anonymous.may_change(None)
    assert anonymous.may_change(None, local=True)


def test_examples_are_read_only(library):
    example = library.gallery / "vae-two-dimensions"
    example.mkdir(parents=True)
    write_json(example / "run.json", {"id": example.name, "name": "example", "owner": "ann"})
    run = library.find(example.name)
    assert not run.may_change("ann", local=True)
    for act in (lambda: run.want("stop"), lambda: library.delete(run)):
        with pytest.raises(BadInput, match="ships with the program"):
            act()
    with pytest.raises(BadInput):
        library.rename(run, "mine")
    assert sorted(one.name for one in example.iterdir()) == ["run.json"]


def test_names_are_one_line_and_short(library):
    run = library.create(SPEC, owner="ann")
    library.rename(run, "  two\nlines\t ")
    assert run.name == "two lines"
    for bad in (" \n ", "x" * 81):
        with pytest.raises(BadInput):
            library.rename(run, bad)
    assert run.owner == "ann"


def test_deleting_can_be_undone(library):
    run = stopped(library.create(SPEC, name="precious"))
    token = library.delete(run)
    with pytest.raises(BadInput):
        library.find(run.id)
    assert library.list() == []
    assert library.restore(token).name == "precious"
    for bad in (token, "../gallery", "nothing-here"):
        with pytest.raises(BadInput, match="trash holds no run"):
            library.restore(bad)


def test_a_run_at_work_is_not_deleted(library):
    with pytest.raises(BadInput, match="stop it before"):
        library.delete(library.create(SPEC))


def test_snapshots_count_when_they_are_whole(library):
    run = library.create(SPEC)
    for step in (100, 0, 7):
        run.snapshot_path(step).mkdir(parents=True)
        write_json(run.snapshot_path(step) / "meta.json", {"step": step})
    (run.path / "snapshots" / "00000200").mkdir()
    (run.path / "snapshots" / ".00000300.tmp").mkdir()
    write_json(run.path / "snapshots" / ".00000300.tmp" / "meta.json", {})
    assert run.snapshot_steps() == [0, 7, 100]
    assert run.snapshot(7) == {"step": 7}
    with pytest.raises(BadInput, match="no snapshot at step 200"):
        run.snapshot(200)


def test_wishes_are_checked_and_garbage_reads_as_run(library):
    run = library.create(SPEC)
    run.want("pause")
    assert run.control() == "pause"
    with pytest.raises(BadInput, match="valid wishes are run, pause, stop"):
        run.want("explode")  # type: ignore[arg-type]
    run.control_file.write_text("[1]")
    assert run.control() == "run"


def test_a_folder_without_a_spec_says_so(tmp_path: Path):
    with pytest.raises(BadInput, match=r"no readable spec\.json"):
        _ = RunFolder(tmp_path).spec
