"""What a summary measured, by one flat name a number, for missions and for prose."""

from collections.abc import Mapping
from typing import Any


def numbers(summary: Mapping[str, Any], side: str = "test") -> dict[str, Any]:
    """The numbers of a side of a summary; those of the test side with the output's rows of the
    sparsity report: `data_dark`, `reconstructions_dark`, `generated_dark`, all by means."""
    found = dict(summary.get(side, {}))
    if side == "test":
        for row in summary.get("sparsity_report", {}).get("rows", ()):
            if (row["of"], row["form"]) == ("output", "mean") and "dark" in row:
                found[f"{row['what']}_dark"] = row["dark"]
    return found
