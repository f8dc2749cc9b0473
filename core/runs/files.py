"""Files that are whole or absent: atomic replacement, and line files that forgive a torn end."""

import errno
import itertools
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.errors import NoSpace

_LINE = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_count = itertools.count()
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than this system allows",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "writing there is not permitted",
    errno.EPERM: "writing there is not permitted",
}


@contextmanager
def saving(path: Path) -> Iterator[None]:
    """Turn a failed write of `path` into a `NoSpace` with a sentence."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        raise NoSpace(f"{path} could not be written: {reason}.") from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` to write to; it takes `path`'s place if the block succeeds.

    Readers see the old file or the new one, never a part. A failed block leaves nothing behind.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{next(_count)}.tmp")
    with saving(path):
        try:
            yield temporary
            _replace(temporary, path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _replace(source: Path, target: Path) -> None:
    for _ in range(20):
        try:
            source.replace(target)
            return
        except PermissionError:
            # Windows refuses while somebody reads the target; a reader needs a moment only.
            if os.name != "nt":
                raise
            time.sleep(0.02)
    source.replace(target)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace `path` by `data` atomically; raises `NoSpace`.

    Its folder must exist: a run that was deleted while somebody writes is not to come back as a
    folder with one file in it.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_json(path: Path, value: Any) -> None:
    """Replace `path` by `value` as JSON atomically; NaN and infinity are refused (ValueError)."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    write_bytes(path, text.encode() + b"\n")


def read_json(path: Path) -> Any:
    """The value in `path`; None when it is missing or torn."""
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def append_row(path: Path, row: dict[str, Any]) -> None:
    """Append one object as a line; the only writer of `path` calls this. Raises `NoSpace`."""
    line = _LINE.encode(row).encode() + b"\n"
    with saving(path), path.open("ab", buffering=0) as file:
        if file.write(line) != len(line):
            raise OSError(errno.ENOSPC, "short write")


def read_rows(path: Path, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Objects of the whole lines from byte `offset`, and the offset after the last whole line.

    A last line without its newline is being written, or was torn: it is left for the next call.
    Lines that are not JSON objects (torn in the middle by a crash) are skipped.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        return [], 0
    end = data.rfind(b"\n") + 1
    rows = [row for line in data[:end].splitlines() if (row := _object(line)) is not None]
    return rows, offset + end


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def cut_rows(path: Path, last_step: int) -> None:
    """Drop rows after `last_step` and any torn line, so that steps rise when written again."""
    if path.exists():
        kept = [row for row in read_rows(path)[0] if row["step"] <= last_step]
        lines = (json.dumps(row, separators=(",", ":")) + "\n" for row in kept)
        write_bytes(path, "".join(lines).encode())


class Tail:
    """Follows a growing line file by its byte offset; survives its being cut and written again."""

    def __init__(self, path: Path, after_step: int = -1) -> None:
        self._path = path
        self._offset = 0
        self._identity: tuple[int, int] | None = None
        self._last_step = after_step

    def read(self) -> list[dict[str, Any]]:
        """Rows that came since the last call, with steps greater than any given before."""
        try:
            facts = self._path.stat()
        except FileNotFoundError:
            return []
        identity = (facts.st_dev, facts.st_ino)
        if identity != self._identity or facts.st_size < self._offset:
            self._identity, self._offset = identity, 0
        rows, self._offset = read_rows(self._path, self._offset)
        fresh = [row for row in rows if row["step"] > self._last_step]
        if fresh:
            self._last_step = fresh[-1]["step"]
        return fresh
