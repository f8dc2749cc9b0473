"""Room on the disk: what goes, in which order, and how it is told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.cli import main
from core.errors import BadInput, NoSpace
from core.runs import Library, RunFolder, Status, write_json
from core.runs.pruning import Pruned, make_room, used
from core.runs.status import write_status
from core.spec import parse_spec

SPEC = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "plain"}})
STEPS = (0, 1, 2, 5, 10)
SIZE = 1000


@pytest.fixture
def library(runs: Path) -> Library:
    return Library(runs, None)


@pytest.fixture
def make(library: Library) -> Callable[..., RunFolder]:
    """Finished runs, each older than the next, with five snapshots of a good kilobyte each."""
    made = []

    def one(name: str, state: str = "finished") -> RunFolder:
        run = library.create(SPEC, name)
        run.update_info(created=f"2030-01-{len(made) + 1:02}")
        for step in STEPS:
            run.snapshot_path(step).mkdir(parents=True)
            (run.snapshot_path(step) / "sheet.png").write_bytes(b"x" * SIZE)
            write_json(run.snapshot_path(step) / "meta.json", {"step": step})
        write_json(run.summary_file, {"notes": ["a note"]})
        (run.path / "model.safetensors").write_bytes(b"w" * SIZE)
        write_status(run.status_file, Status(state))  # type: ignore[arg-type]
        made.append(run)
        return run

    return one


def pruned(library: Library, budget: float) -> list[Pruned]:
    """What `make_room` removed."""
    gone: list[Pruned] = []
    make_room(library, budget, gone.append)
    return gone


def notes(run: RunFolder) -> list[str]:
    return (run.summary() or {})["notes"]


def test_with_room_nothing_goes(library: Library, make: Callable[..., RunFolder]) -> None:
    run = make("one")
    assert pruned(library, used(library.path) / 1e9) == []
    assert run.snapshot_steps() == list(STEPS)
    assert notes(run) == ["a note"]


def test_the_oldest_gives_first_and_only_what_is_needed(
    library: Library, make: Callable[..., RunFolder]
) -> None:
    old, young = make("old"), make("young")
    before = used(library.path)
    (gone,) = pruned(library, (before - 2 * SIZE) / 1e9)
    assert (gone.run, gone.snapshots) == (old, 3)
    assert before - used(library.path) > 2 * SIZE
    assert old.snapshot_steps() == [0, 10]
    assert (old.path / "model.safetensors").exists()
    assert notes(old)[0] == "a note"
    assert "3 snapshots between the first and the last" in notes(old)[1]
    assert young.snapshot_steps() == list(STEPS)
    assert notes(young) == ["a note"]


def test_the_trash_goes_before_anything_else(
    library: Library, make: Callable[..., RunFolder]
) -> None:
    deleted, kept = make("deleted"), make("kept")
    token = library.delete(deleted)
    (gone,) = pruned(library, (used(library.path) - SIZE) / 1e9)
    assert gone.run is None
    assert gone.size > 6 * SIZE
    assert kept.snapshot_steps() == list(STEPS)
    with pytest.raises(BadInput, match="The trash holds no run"):
        library.restore(token)


def test_pinned_runs_and_those_at_work_are_left_alone(
    library: Library, make: Callable[..., RunFolder]
) -> None:
    pinned, at_work, waiting = make("pinned"), make("work", "running"), make("line", "queued")
    library.pin(pinned)
    with pytest.raises(NoSpace, match=r"more than the 1e-06 GB they may \(LATENT_LAB_DISK\)"):
        pruned(library, 1e-6)
    for run in (pinned, at_work, waiting):
        assert run.snapshot_steps() == list(STEPS)
    library.pin(pinned, False)
    with pytest.raises(NoSpace):
        pruned(library, 1e-6)
    assert pinned.snapshot_steps() == [0, 10]


def test_a_run_without_results_is_told_by_its_status(
    library: Library, make: Callable[..., RunFolder]
) -> None:
    run = make("stopped", "stopped")
    run.summary_file.unlink()
    before = run.raw_status()
    pruned(library, (used(library.path) - SIZE) / 1e9)
    after = run.raw_status()
    assert "were removed to make room" in (after.note or "")
    assert replace(after, note=None) == before


def test_the_command_line_prunes_and_pins(
    library: Library, make: Callable[..., RunFolder], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = make("first"), make("second")
    assert main(["pin", first.id]) == 0
    target = str((used(library.path) - SIZE) / 1e9)
    assert main(["prune", "--to", target]) == 0
    told = capsys.readouterr()
    assert f"second ({second.id}): 3 snapshots" in told.err
    assert "The runs in" in told.out
    assert first.snapshot_steps() == list(STEPS)
    assert main(["pin", first.id, "--off"]) == 0
    assert main(["prune", "--to", "1e-6"]) == 4
    assert first.snapshot_steps() == [0, 10]
