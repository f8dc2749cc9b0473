"""A disk that fills up at each kind of write: a sentence, nothing lost, and on it goes later."""

import os
from typing import Any

import pytest

from core.errors import NoSpace
from core.runs import Heartbeat, Library, RunFolder
from core.training import train
from core.training.session import Session
from tests.core.training.tiny import Create, content
from tests.faults.disk import full_disk
from tests.faults.forge import Forge

AT = 20


def train_until_full(run: RunFolder, pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Train with a disk that is full for `pattern` from step 20 on; raises what training does."""
    monkeypatch.setattr("core.training.record.EPOCH_SECONDS", 0.0)
    original, blocks = Session.advance, []

    def advance(self: Session) -> None:
        if self.step == AT:
            blocks.append(full_disk(pattern))
            blocks[-1].__enter__()
        original(self)

    monkeypatch.setattr(Session, "advance", advance)
    try:
        train(run, threads=1)
    finally:
        monkeypatch.undo()
        for block in blocks:
            block.__exit__(None, None, None)


@pytest.fixture
def whole(create: Create) -> dict[str, bytes]:
    run = create("vae")
    train(run, threads=1)
    return content(run)


@pytest.mark.parametrize(
    ("pattern", "last_row"),
    [
        (r"/metrics\.jsonl$", 20),
        (r"/timing\.jsonl$", 21),
        (r"/snapshots/", 40),
        (r"/\.checkpoint\.", 30),
        (r"/\.model\.safetensors", 40),
        (r"/\.decoder\.safetensors", 40),
        (r"/\.encoder\.json", 40),
        (r"/\.?test\b", 40),
        (r"/\.summary\.json", 40),
        (r"/runs/", 20),
    ],
)
def test_a_run_fails_in_a_sentence_keeps_all_and_goes_on_when_there_is_room(
    create: Create,
    whole: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    pattern: str,
    last_row: int,
) -> None:
    run = create("vae")
    with pytest.raises(NoSpace, match="the disk is full") as told:
        train_until_full(run, pattern, monkeypatch)
    status = run.status()
    assert status.state == "failed"
    assert status.error == str(told.value)
    assert f"Everything up to step {status.saved} is kept; press Resume." in status.error
    assert status.saved >= AT
    assert status.resumable
    lines = whole["metrics.jsonl"]
    assert lines.startswith(run.metrics_file.read_bytes())
    assert run.metrics()[-1]["step"] <= last_row
    assert len(run.metrics()) >= AT
    assert not list(run.path.glob("**/*.tmp"))
    assert train(run, threads=1) == "finished"
    assert run.status().error is None
    assert content(run) == whole


@pytest.mark.parametrize("pattern", [r"/probe/", r"/\.run\.json", r"/\.metrics\.jsonl"])
def test_at_the_start_too(create: Create, whole: dict[str, bytes], pattern: str) -> None:
    run = create("vae")
    run.metrics_file.touch()
    with full_disk(pattern), pytest.raises(NoSpace, match="the disk is full"):
        train(run, threads=1)
    assert run.status().state == "failed"
    assert train(run, threads=1) == "finished"
    assert content(run) == whole


def test_a_status_that_cannot_be_replaced_is_overwritten_where_it_lies(
    create: Create, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create("vae")
    train_until_full(run, r"/\.status\.json", monkeypatch)
    assert run.raw_status().state == "finished"
    assert run.raw_status().step == 40
    assert content(run) == whole


def test_a_run_that_cannot_be_made_leaves_nothing(create: Create, tmp_path: Any) -> None:
    spec = create("plain").spec
    library = Library(tmp_path / "others", gallery=None)
    for pattern in (r"others$", r"\.new-", r"/\.status\.json"):
        with full_disk(pattern), pytest.raises(NoSpace, match="the disk is full"):
            library.create(spec)
        assert list(library.path.glob("*")) == []
    with full_disk(r"/claim\.json"), pytest.raises(NoSpace), Heartbeat(library.create(spec)):
        pass


def test_a_wish_that_cannot_be_written_is_refused_in_a_sentence(create: Create) -> None:
    run = create("plain")
    with full_disk(r"/\.control\.json"), pytest.raises(NoSpace, match="the disk is full"):
        run.want("stop")
    assert run.control() == "run"


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="limits of file size are POSIX")
def test_a_line_that_is_cut_in_its_middle_by_the_system_itself(
    create: Create, forge: Forge
) -> None:
    """No injection: the system allows no file beyond 26 kB, which a row of metrics crosses."""
    small = {"training": {"steps": 200}, "network": {"hidden": [4]}}
    whole, cut = (create("vae", **small) for _ in range(2))
    assert forge.train(whole).code == 0
    assert forge.train(cut, file_limit=26_000).code == NoSpace.exit_code
    data = cut.metrics_file.read_bytes()
    assert len(data) == 26_000
    assert not data.endswith(b"\n")
    assert cut.status().state == "failed"
    assert "could not be written" in (cut.status().error or "")
    assert forge.train(cut).code == 0
    assert content(cut) == content(whole)
