"""Whether a run that was trained again came out as the one before it: looked up in their files."""

from hashlib import sha256
from typing import Any

from core.runs.differing import differing
from core.runs.folder import RunFolder

_WEIGHTS = ("model.safetensors", "decoder.safetensors")
"""Exact weights, or those exported in fp16, which is all that an example has."""


def proof(before: RunFolder, after: RunFolder) -> str:
    """In a sentence, what is the same in two runs and what is not.

    Raises `BadInput` for a folder without a valid specification.
    """
    found = differing([before, after])
    if found.paths:
        return found.sentence
    same, exported = _same_weights(before, after)
    if same is None:
        return found.sentence
    if not same:
        return (
            f"{found.sentence[:-1]}. Yet the weights are not the same bit for bit: one was trained "
            f"on {_machine(before)}, the other on {_machine(after)}, and sums are rounded in the "
            "order in which they are taken."
        )
    kind = "exported weights are" if exported else "weights are"
    return f"the same settings and the same seed, and the {kind} the same, bit for bit."


def _same_weights(before: RunFolder, after: RunFolder) -> tuple[bool | None, bool]:
    """Whether the weights agree (None: there are none to compare), and whether only in fp16."""
    for name in _WEIGHTS:
        files = [run.path / name for run in (before, after)]
        if all(file.is_file() for file in files):
            one, other = (sha256(file.read_bytes()).digest() for file in files)
            return one == other, name != _WEIGHTS[0]
    return None, False


def _machine(run: RunFolder) -> str:
    summary: dict[str, Any] = run.summary() or {}
    threads = summary.get("threads")
    count = f", {threads} thread{'s' if threads != 1 else ''}" if threads else ""
    return f"{summary.get('device', 'another machine')}{count}"
