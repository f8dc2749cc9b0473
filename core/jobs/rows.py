"""How a run that is at work or in line is listed: what pages and routes are told of it."""

from typing import Any

from core.runs.folder import RunFolder


def row_of(run: RunFolder, place: int | None) -> dict[str, Any]:
    """`place` in line, from 1; None at work."""
    status, info = run.status(), run.info
    return {
        "id": run.id,
        "name": info.get("name"),
        "family": info.get("family"),
        "owner": info.get("owner"),
        "state": status.state,
        "step": status.step,
        "total": status.total,
        "epoch": status.epoch,
        "epochs": status.epochs,
        "eta": status.eta,
        "place": place,
    }
