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


def loss(folder: Path) -> str | None:
    """In a sentence, how this process lost the run it had claimed; None while it has not.

    A missing claim in a run that is there is no loss: somebody tidied up by hand.
    """
    if not (folder / "spec.json").exists():
        return f"The folder of this run is gone: {folder} was deleted or moved during training."
    holder = read_json(folder / "claim.json")
    if holder is not None and holder != _self():
        return (
            f"This run was taken over by process {holder.get('pid')} on {holder.get('host')}, "
            "which had not heard of this one for a while; it goes on there."
        )
    return None


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
    first = _heartbeat(folder, holder)
    until = time.monotonic() + SILENCE
    while time.monotonic() < until:
        now = _heartbeat(folder, holder)
        if now is not None and now != first:
            return False
        time.sleep(_LOOK)
    return True


def _heartbeat(folder: Path, holder: dict[str, Any]) -> int | None:
    """The run's heartbeat if it is the holder's; None while another answers for the run.

    A server that put the run in line again goes on counting: that is no life of the holder's.
    """
    status = read_status(folder / "status.json")
    own = (status.host, status.pid) == (holder.get("host"), holder.get("pid"))
    return status.heartbeat if own else None


def _drop(path: Path, holder: dict[str, Any]) -> None:
    """Remove a dead holder's claim, but never the one that another process has just made."""
    aside = path.with_name(f".claim-{os.getpid()}.json")
    with suppress(FileNotFoundError):
        path.rename(aside)
        if read_json(aside) != holder:
            with suppress(OSError):
                os.link(aside, path)
        aside.unlink()
