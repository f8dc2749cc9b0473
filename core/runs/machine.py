"""Who computes: this host's name, and what can be known of a process by its id and start."""

import os
import socket
from pathlib import Path

HOST = socket.gethostname()


def process_start(pid: int) -> str | None:
    """A text that tells this process from a later one with the same id; None if not knowable.

    On Linux it is the start time in clock ticks since boot, from `/proc/<pid>/stat`; a process that
    has ended (a zombie too), and any process elsewhere than on Linux, has none.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # the name before ")" may hold spaces
    state, start = fields[0], fields[19]
    return None if state in "ZX" else start


def lives(host: str | None, pid: int | None, start: str | None) -> bool | None:
    """Whether the process that had this id and start runs still; None where nobody can tell."""
    if host != HOST or pid is None or os.name != "posix":
        return None
    if Path("/proc/self/stat").exists():
        now = process_start(pid)
        return now is not None and (start is None or now == start)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return None
    return None  # some process has this id; it may be another by now
