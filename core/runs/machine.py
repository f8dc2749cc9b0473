"""Who computes: this host's name, and what can be known of a process by its id and start."""

import os
import socket
from pathlib import Path

HOST = socket.gethostname()
_PROC = Path("/proc")


def _boot() -> str:
    """What tells this start of the machine from others; empty where the system has no such id."""
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        return ""


BOOT = _boot()


def process_start(pid: int) -> str | None:
    """A text that tells this process from a later one with the same id; None if not knowable.

    On Linux it is the start time in clock ticks since boot, from `/proc/<pid>/stat`, and which boot
    that was: after a restart the same program may get the same id at the same tick. A process that
    has ended (a zombie too), and any process elsewhere than on Linux, has none.
    """
    try:
        text = (_PROC / f"{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # the name before ")" may hold spaces
    state, start = fields[0], fields[19]
    return None if state in "ZX" else f"{start}@{BOOT}"


def lives(host: str | None, pid: int | None, start: str | None) -> bool | None:
    """Whether the process that had this id and start runs still; None where nobody can tell."""
    if host != HOST or pid is None or os.name != "posix":
        return None
    if (_PROC / "self/stat").exists():
        now = process_start(pid)
        return now is not None and (start is None or now == start)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return None
    return None  # some process has this id; it may be another by now
