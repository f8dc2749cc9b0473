"""Why a run ended where it did."""

from collections.abc import Mapping
from typing import Any


def ending(spec: Mapping[str, Any], summary: Mapping[str, Any]) -> str | None:
    """Why a run ended where it did and which weights it kept; None for one that ran its course."""
    if "stopped_at_step" in summary:
        return f"Stopped by hand at step {summary['stopped_at_step']:,}."
    if "best_epoch" not in summary:
        return None
    kept = f"Kept are the weights of epoch {summary['best_epoch']:g}, the best by validation."
    if "stopped_early_at" not in summary:
        return kept
    return (
        f"Stopped early at step {summary['stopped_early_at']:,} (epoch {summary['epochs']:g}): the "
        f"validation objective had not fallen for {spec['training']['early_stopping']} epochs. "
        f"{kept}"
    )
