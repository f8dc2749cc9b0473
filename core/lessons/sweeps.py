"""Sweeps that were run for a lesson, as small files: what was asked, and each run's numbers.

    python -m core sweep BASE.json --recipe dimensions |
        python -m core.lessons.sweeps NAME BASE.json

writes `assets/lessons/sweeps/NAME.json` from the report of a sweep by a recipe.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import BadInput
from core.paths import ASSETS
from core.runs import read_json, write_bytes
from core.sweeps.aggregate import FINISHED
from core.sweeps.plan import Plan, parse_sweep, words
from core.sweeps.recipes import recipe

FOLDER = ASSETS / "lessons" / "sweeps"
KEPT = ("elbo", "reconstruction", "kl", "fvu", "active_units")
"""Validation numbers that are kept of each run."""


@dataclass(frozen=True)
class Recorded:
    """A sweep as it was asked for (`plan`, of `recipe` on `base`), and `rows` as `table` takes
    them, one for each of the plan's points, in their order."""

    recipe: str
    base: dict[str, Any]
    plan: Plan
    rows: list[dict[str, Any]]


def recorded(name: str) -> Recorded:
    """The recorded sweep of that name; raises `BadInput` where there is none."""
    file = FOLDER / f"{name}.json"
    if not file.is_file():
        there = ", ".join(sorted(one.stem for one in FOLDER.glob("*.json")))
        raise BadInput(f"There is no recorded sweep {name!r}; there are {there}.")
    said = read_json(file)
    rows = [
        {"run": words(row["point"]), "state": FINISHED, **row} for row in said["runs"]
    ]  # no run folder is left of them, so each is called by its point
    plan = parse_sweep(recipe(said["recipe"], said["base"]))
    return Recorded(said["recipe"], said["base"], plan, rows)


def kept(report: Mapping[str, Any], base: Mapping[str, Any], asked: str) -> dict[str, Any]:
    """What is kept of a sweep's report; raises `BadInput` unless every run has finished."""
    for row in report["runs"]:
        if row["state"] != FINISHED:
            raise BadInput(f"{words(row['point'])} is {row['state']}; finish the sweep first.")
    rows = [
        {
            "point": row["point"],
            "validation": {key: float(f"{row['validation'][key]:.6g}") for key in KEPT},
        }
        for row in report["runs"]
    ]
    return {"recipe": asked, "base": dict(base), "runs": rows}


def main() -> None:
    name, base = sys.argv[1], json.loads(Path(sys.argv[2]).read_text())
    report = json.loads(sys.stdin.read().splitlines()[-1])
    text = json.dumps(kept(report, base, "dimensions"), separators=(",", ":"), allow_nan=False)
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_bytes(FOLDER / f"{name}.json", text.encode())


if __name__ == "__main__":
    main()
