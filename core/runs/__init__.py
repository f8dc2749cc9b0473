"""The library of runs on disk: each run a folder of plain files."""

from core.runs.files import Tail, append_row, cut_rows, read_json, saving, write_bytes, write_json
from core.runs.folder import RunFolder, Want
from core.runs.heartbeat import Heartbeat
from core.runs.library import Library
from core.runs.status import ACTIVE, RESUMABLE, STATES, State, Status

__all__ = [
    "ACTIVE",
    "RESUMABLE",
    "STATES",
    "Heartbeat",
    "Library",
    "RunFolder",
    "State",
    "Status",
    "Tail",
    "Want",
    "append_row",
    "cut_rows",
    "read_json",
    "saving",
    "write_bytes",
    "write_json",
]
