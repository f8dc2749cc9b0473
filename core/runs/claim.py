"""One process trains a run at a time, on whatever machine: the claim file, created exclusively."""

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import BadInput
from core.runs.files import read_json, saving
from core.runs.machine import HOST, lives, process_start
from core.runs.status import SILENCE, read_status

_LOOK = 0.2


def claim(folder: Path) -> None:
    """Make this process the run's only trainer; raises `BadInput` when another lives, `NoSpace`.

    The claim of a process proven dead is taken over at once; one that cannot be judged (on another
    machine, say) only after its heartbeat stood still for 10 s.
    """
    path = folder / "claim.json"
    for _ in range(100):
        if _create(path):
            return
        holder = read_json(path)
        if holder is None:
            time.sleep(_LOOK / 10)  # just released, or about to be written
        elif _gone(folder, holder):
            _drop(path, holder)
        else:
            break
    named = read_json(path) or {}
    raise BadInput(
        f"{folder.name} is already being trained by process {named.get('pid')} "
        f"on {named.get('host')}; stop it there first."
    )


def release(folder: Path) -> None:
    """Give the run up, if the claim is this process's."""
    path = folder / "claim.json"
    if read_json(path) == _self():
        path.unlink(missing_ok=True)


def _self() -> dict[str, Any]:
    pid = os.getpid()
    return {"host": HOST, "pid": pid, "pid_start": process_start(pid)}


def _create(path: Path) -> bool:
    with saving(path):
        try:
            with path.open("x") as file:
                file.write(json.dumps(_self()))
        except FileExistsError:
            return False
    return True


def _gone(folder: Path, holder: dict[str, Any]) -> bool:
    """Whether the claim's holder is dead: by proof, or by watching its heartbeat stand still."""
    known = lives(holder.get("host"), holder.get("pid"), holder.get("pid_start"))
    if known is not None:
        return not known
    first = read_status(folder / "status.json").heartbeat
    until = time.monotonic() + SILENCE
    while time.monotonic() < until:
        if read_status(folder / "status.json").heartbeat != first:
            return False
        time.sleep(_LOOK)
    return True


def _drop(path: Path, holder: dict[str, Any]) -> None:
    """Remove a dead holder's claim, but never the one that another process has just made."""
    aside = path.with_name(f".claim-{os.getpid()}.json")
    with suppress(FileNotFoundError):
        path.rename(aside)
        if read_json(aside) != holder:
            with suppress(OSError):
                os.link(aside, path)
        aside.unlink()
