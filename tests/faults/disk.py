"""A disk that is full for the files one chooses, whatever way they are opened, made or renamed."""

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_full: re.Pattern[str] | None = None
_hooked = False


@contextmanager
def full_disk(pattern: str) -> Iterator[None]:
    """Within the block no file whose path matches can be opened for writing, nor folder made.

    What lies there may be overwritten in place ("r+"), as on a real disk.
    """
    global _full, _hooked
    if not _hooked:  # for good: Python cannot take an audit hook back
        sys.addaudithook(_refuse)
        _hooked = True
    _full = re.compile(pattern)
    try:
        yield
    finally:
        _full = None


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if _full is None or not _new(event, args):
        return
    path = os.fspath(args[0])
    if isinstance(path, str) and _full.search(path):
        raise OSError(errno.ENOSPC, "No space left on device", path)


def _new(event: str, args: tuple[Any, ...]) -> bool:
    if event == "open":
        mode = args[1] or ""
        return any(letter in mode for letter in "wax") and not isinstance(args[0], int)
    return event == "os.mkdir"
