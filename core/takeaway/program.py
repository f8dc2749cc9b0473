"""A run's program: its code, with what its folder knows of how it was trained."""

from core.runs import RunFolder
from core.takeaway.script import script


def program(run: RunFolder) -> str:
    """The run as code; raises `BadInput` where there is none."""
    return script(run.spec, run.name, (run.summary() or {}).get("device", "cpu"))
