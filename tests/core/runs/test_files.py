import errno
import json
import subprocess
import sys

import pytest

from core.errors import NoSpace
from core.runs import Tail, append_row, cut_rows, read_json, write_json
from core.runs.files import read_rows, replacing


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError), replacing(path) as temporary:
        temporary.write_text("half") + "a number of characters is no text"  # type: ignore[operator]
    assert read_json(path) == {"a": 1}
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_nan_never_reaches_a_file(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"a": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_missing_and_torn_json_read_as_none(tmp_path):
    assert read_json(tmp_path / "no.json") is None
    (tmp_path / "torn.json").write_text('{"a": ')
    assert read_json(tmp_path / "torn.json") is None


def test_a_torn_last_line_waits_until_it_is_whole(tmp_path):
    path = tmp_path / "m.jsonl"
    append_row(path, {"step": 1})
    with path.open("a") as file:
        file.write('{"step": 2, "tra')
    rows, offset = read_rows(path)
    assert [row["step"] for row in rows] == [1]
    with path.open("a") as file:
        file.write('in": {}}\n')
    rows, _ = read_rows(path, offset)
    assert rows == [{"step": 2, "train": {}}]


def test_cutting_removes_later_rows_and_torn_lines(tmp_path):
    path = tmp_path / "m.jsonl"
    for step in range(5):
        append_row(path, {"step": step, "loss": 0.1})
    with path.open("a") as file:
        file.write('{"step": 5')
    before = path.read_bytes()
    cut_rows(path, 2)
    assert path.read_bytes() == before[: path.stat().st_size]
    append_row(path, {"step": 3})
    assert [row["step"] for row in read_rows(path)[0]] == [0, 1, 2, 3]


def test_a_tail_follows_through_a_cut_and_repeats_nothing(tmp_path):
    path = tmp_path / "m.jsonl"
    tail = Tail(path, after_step=0)
    assert tail.read() == []
    for step in range(4):
        append_row(path, {"step": step})
    assert [row["step"] for row in tail.read()] == [1, 2, 3]
    assert tail.read() == []
    cut_rows(path, 1)
    for step in range(2, 6):
        append_row(path, {"step": step})
    assert [row["step"] for row in tail.read()] == [4, 5]


def test_a_full_disk_is_a_sentence(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(NoSpace, match=r"a\.json could not be written: the disk is full\."):
        write_json(tmp_path / "a.json", {})


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are POSIX")
def test_a_limit_of_the_system_is_no_space_too(tmp_path):
    code = f"""
import resource
from core.errors import NoSpace
from core.runs import append_row
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    for step in range(100):
        append_row(__import__("pathlib").Path({str(tmp_path / "m.jsonl")!r}), {{"step": step}})
except NoSpace as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "could not be written" in done.stdout
    rows, _ = read_rows(tmp_path / "m.jsonl")
    assert [row["step"] for row in rows] == list(range(len(rows)))
    assert len(json.dumps(rows)) > 50
