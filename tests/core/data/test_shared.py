"""Processes that train on the same examples hold them once; nothing depends on it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from core.data import load
from core.data.prepared import Prepared, Split
from core.data.shared import mapped, prune, shared
from core.errors import NoSpace
from core.rows import arrays_of, as_rows, parts_of
from core.spec import parse_spec
from core.training.memory import is_mapped

X = np.random.default_rng(0).random((700, 400), np.float32)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LATENT_LAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def prepared(x: np.ndarray) -> Prepared:
    def split(rows: np.ndarray) -> Split:
        return Split(rows, np.zeros(len(rows), np.int64))

    return Prepared(split(x), split(x[:2]), split(x[:3]), (400,), (), "", (0.0, 1.0))


def test_equal_arrays_are_one_file_and_small_ones_none(folder: Path) -> None:
    first, second = shared(prepared(X)), shared(prepared(X.copy()))
    assert np.array_equal(first.train.x, X)
    assert isinstance(first.train.x, np.memmap)
    assert isinstance(second.train.x, np.memmap)
    assert first.train.x.filename == second.train.x.filename
    assert len(list(folder.iterdir())) == 1
    assert not isinstance(first.test.x, np.memmap)
    assert first.note is None
    shared(prepared(X + 1))
    assert len(list(folder.iterdir())) == 2


def test_two_who_write_at_once_end_with_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = np.save
    others: list[np.ndarray | None] = []

    def overtaken(file: Any, x: np.ndarray) -> None:
        save(file, x)
        if not others:  # the first writer, before its file takes its place
            others.append(None)
            others[0] = mapped(X, folder)

    monkeypatch.setattr("core.data.shared.np.save", overtaken)
    own = mapped(X, folder)
    (path,) = folder.iterdir()
    with path.open("r+b") as file:
        file.seek(-4, os.SEEK_END)
        file.write(np.float32(7).tobytes())
    (other,) = others
    assert other is not None
    assert own[-1, -1] == other[-1, -1] == 7  # both map this very file


def test_what_one_writes_no_other_sees(folder: Path) -> None:
    first, second = mapped(X, folder), mapped(X, folder)
    first[0] = 7
    assert np.array_equal(second, X)
    assert np.array_equal(mapped(X, folder), X)


@pytest.mark.parametrize("content", [b"", b"not an array", None])
def test_a_wrong_file_is_written_anew(folder: Path, content: bytes | None) -> None:
    path = Path(str(mapped(X, folder).filename))
    spoilt = path.read_bytes()[:-4] + b"\0\0\0\0" if content is None else content
    path.unlink()
    path.write_bytes(spoilt)
    assert np.array_equal(mapped(X, folder), X)
    assert len(list(folder.iterdir())) == 1


def test_the_least_recently_used_go_first(folder: Path) -> None:
    paths = [Path(str(mapped(X + i, folder).filename)) for i in range(3)]
    for age, path in zip((30, 10, 20), paths, strict=True):
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    size = paths[0].stat().st_size
    prune(folder, keep=paths[2], most=2 * size)
    assert {path for path in paths if path.exists()} == set(paths[1:])
    prune(folder, keep=paths[2], most=0)
    assert {path for path in paths if path.exists()} == {paths[2]}


def test_a_folder_that_cannot_be_leaves_the_data_private_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LATENT_LAB_CACHE", str(tmp_path / "file" / "cache"))
    found = shared(prepared(X))
    assert found.train.x is X
    assert found.note is not None
    assert "could not be written" in found.note


def test_a_full_disk_leaves_nothing_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: object, x: np.ndarray) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.data.shared.np.save", full)
    with pytest.raises(NoSpace, match="full"):
        mapped(X, folder)
    assert not list(folder.iterdir())
    assert "keeps its data to itself" in (shared(prepared(X)).note or "")


def test_a_folder_for_reading_only_serves_what_it_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapped(X, folder)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    monkeypatch.setattr(Path, "mkdir", refused)
    assert np.array_equal(mapped(X, folder), X)
    with pytest.raises(NoSpace, match="not permitted"):
        mapped(X + 1, folder)


def test_fresh_examples_are_left_as_they_are(folder: Path) -> None:
    spec = parse_spec({"dataset": {"name": "superposition"}, "model": {"family": "sparse"}})
    found = load(spec.dataset)
    assert found.fresh is not None
    assert not isinstance(found.train.x, np.memmap)
    assert not folder.exists()


def documents() -> sparse.csr_array:
    rows = sparse.random_array((4_000, 900), density=0.05, format="csr", rng=1)
    return sparse.csr_array(rows.astype(np.float32))


def texts(x: sparse.csr_array) -> Prepared:
    def split(rows: sparse.csr_array) -> Split:
        return Split(rows, np.zeros(rows.shape[0], np.int64))

    return Prepared(split(x), split(x[:2]), split(x[:3]), (900,), (), "", (0.0, 1.0))


def test_compressed_rows_are_shared_like_dense_ones(folder: Path) -> None:
    x = documents()
    first, second = (shared(texts(x.copy())) for _ in range(2))
    for one in (first, second):
        assert isinstance(one.train.x, sparse.csr_array)
        assert (one.train.x != x).nnz == 0
        assert one.train.x.shape == x.shape
    for own, other in zip(arrays_of(first.train.x), arrays_of(second.train.x), strict=True):
        assert isinstance(own, np.memmap)
        assert isinstance(other, np.memmap)
        assert own.filename == other.filename
    assert len(list(folder.iterdir())) == 3
    assert first.test.x is not second.test.x  # a few rows are not worth files
    assert not any(is_mapped(part) for part in arrays_of(first.test.x))


def test_training_takes_compressed_rows_over_as_they_lie(folder: Path) -> None:
    x = shared(texts(documents())).train.x
    for part, tensor in zip(arrays_of(x), parts_of(as_rows(x)), strict=True):
        assert tensor.data_ptr() == part.ctypes.data


def test_what_one_does_to_compressed_rows_no_other_sees(folder: Path) -> None:
    x = documents()
    first, second = (shared(texts(x)).train.x for _ in range(2))
    as_rows(first).values().mul_(2)
    assert (second != x).nnz == 0
    assert (shared(texts(x)).train.x != x).nnz == 0


def test_compressed_rows_without_a_folder_stay_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LATENT_LAB_CACHE", str(tmp_path / "file" / "cache"))
    x = documents()
    found = shared(texts(x))
    assert found.train.x is x
    assert "could not be written" in (found.note or "")


_HOLD = """
import sys
from core.data import load
from core.rows import as_rows, parts_of
from core.spec import parse_spec
spec = parse_spec({"dataset": {"name": sys.argv[1]}, "model": {"family": "plain"}})
parts = parts_of(as_rows(load(spec.dataset).train.x))
assert all(float(part.sum()) > 0 for part in parts)
print(sum(part.nbytes for part in parts), flush=True)
sys.stdin.read()
"""


@pytest.mark.process
@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's account of pages")
@pytest.mark.parametrize("name", ["mnist", "docstrings"])
def test_two_processes_hold_the_pages_of_their_examples_once(folder: Path, name: str) -> None:
    root = Path(__file__).parents[3]
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", _HOLD, name]
    both = [subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe) for _ in range(2)]
    try:
        for one in both:
            assert one.stdout is not None
            size = int(one.stdout.readline())
        for one in both:
            resident, own = _pages(one.pid, folder)
            assert resident >= size
            assert own <= size / 2 + 2**16  # each is charged half of what two share
    finally:
        for one in both:
            one.communicate()


def _pages(pid: int, folder: Path) -> tuple[int, int]:
    """Bytes of the maps of files in a folder: resident, and the process's share of them."""
    found = {"Rss:": 0, "Pss:": 0}
    here = False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        name, *rest = line.split()
        if "-" in name and not name.endswith(":"):
            here = str(folder) in line
        elif here and name in found:
            found[name] += int(rest[0]) * 1024
    return found["Rss:"], found["Pss:"]
