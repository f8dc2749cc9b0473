"""What a sweep found, as its command prints it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from core.spec.family import counted
from core.sweeps.aggregate import answer, table
from core.sweeps.store import Sweep


def report(sweep: Sweep) -> dict[str, Any]:
    """JSON-able: every run, the table averaged over seeds and folds, and the answer if it asks."""
    rows = sweep.rows()
    settings = table(rows)
    return {
        "sweep": sweep.id,
        "name": sweep.name,
        "runs": rows,
        "table": [one.as_dict() for one in settings],
        "answer": answer(settings),
    }


def ways(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """In a line for each reason, how many runs were trained alone or stacked for it."""
    found = Counter((row["how"], row["why"]) for row in rows if row.get("why"))
    return [f"{counted(count, 'run')} {how}: {why}" for (how, why), count in found.items()]
