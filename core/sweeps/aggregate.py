"""What the runs of a sweep say together: means over seeds and folds, and a choice among settings.

Selection asks validation numbers; test numbers stand beside them and choose nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.spec.family import counted
from core.sweeps.plan import point_key, settings_of

FINISHED = "finished"


@dataclass(frozen=True)
class Mean:
    """A mean over `count` runs; `error` is its standard error, None for a single run.

    Over folds it is rather too small: their training examples overlap, so that they are not
    independent (Bengio and Grandvalet, 2004).
    """

    mean: float
    error: float | None
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Mean":
        """Standard error: the deviation with N − 1, over √N."""
        x = np.asarray(values, np.float64)
        error = float(x.std(ddof=1) / np.sqrt(len(x))) if len(x) > 1 else None
        return cls(float(x.mean()), error, len(x))

    def as_dict(self) -> dict[str, Any]:
        return {"mean": self.mean, "error": self.error, "count": self.count}


@dataclass(frozen=True)
class Setting:
    """One combination of what is compared, averaged over its finished runs.

    `metrics`: "validation.elbo" → its mean. `runs` counts the finished ones of all `points`.
    """

    values: dict[str, Any]
    points: int
    runs: int
    metrics: dict[str, Mean]

    def as_dict(self) -> dict[str, Any]:
        metrics = {name: mean.as_dict() for name, mean in self.metrics.items()}
        return {"point": self.values, "points": self.points, "runs": self.runs, "metrics": metrics}


def table(rows: Iterable[Mapping[str, Any]]) -> list[Setting]:
    """A row for each setting, in order, from the rows of `Sweep.rows`.

    Only finished runs count: one that was stopped or given up has another length.
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(point_key(settings_of(row["point"])), []).append(row)
    return [_setting(group) for group in groups.values()]


def _setting(group: Sequence[Mapping[str, Any]]) -> Setting:
    done = [row for row in group if row["state"] == FINISHED]
    found: dict[str, list[float]] = {}
    for row in done:
        for part in ("validation", "test"):
            for name, value in row.get(part, {}).items():
                found.setdefault(f"{part}.{name}", []).append(float(value))
    return Setting(
        values=settings_of(group[0]["point"]),
        points=len(group),
        runs=len(done),
        metrics={name: Mean.of(values) for name, values in found.items()},
    )


@dataclass(frozen=True)
class Choice:
    """Which of some sizes to take: `best` by the mean, and the smallest that is as good."""

    best: int
    chosen: int
    sentence: str


def choose(sizes: Mapping[int, Mean], *, larger_is_better: bool, metric: str, noun: str) -> Choice:
    """The smallest size within one standard error of the best (Breiman et al., 1984).

    `sizes`: the metric's mean for each size, at least one. Without a standard error (one run each)
    the best is chosen, and the sentence says that its uncertainty is not known.
    """
    sign = 1.0 if larger_is_better else -1.0
    best = max(sizes, key=lambda size: (sign * sizes[size].mean, -size))
    error = sizes[best].error or 0.0
    floor = sign * sizes[best].mean - error
    chosen = min(size for size in sizes if sign * sizes[size].mean >= floor)
    return Choice(best, chosen, _sentence(sizes, best, chosen, metric, noun))


def _sentence(sizes: Mapping[int, Mean], best: int, chosen: int, metric: str, noun: str) -> str:
    return _said(sizes, best, chosen, metric, noun).replace(" -", " −")


def _said(sizes: Mapping[int, Mean], best: int, chosen: int, metric: str, noun: str) -> str:
    top, taken = sizes[best], sizes[chosen]
    if top.error is None:
        return (
            f"{counted(best, noun)} did best ({metric} {top.mean:.4g}), but with one run each it "
            "is not known how sure that is; repeat over seeds or folds."
        )
    said = f"{metric} {taken.mean:.4g}"
    said += f" ± {taken.error:.2g}" if taken.error is not None else ""
    spread = f"mean ± standard error of {top.count} runs"
    edge = ""
    if chosen == max(sizes) and len(sizes) > 1:
        edge = " It is the largest that was tried, so that more might do better still."
    if chosen == best:
        fewer = (
            "the fewest tried" if chosen == min(sizes) else "and no fewer come within that error"
        )
        return f"{counted(chosen, noun)}: {said} ({spread}), {fewer}.{edge}"
    return (
        f"{counted(chosen, noun)}: {said} ({spread}), as good within one standard error as "
        f"the best, {best} with {top.mean:.4g} ± {top.error:.2g}.{edge}"
    )


def answer(settings: Sequence[Setting]) -> str | None:
    """How many latent dimensions? In a sentence, where a sweep varies them and nothing else."""
    if any(set(one.values) != {"model.latent_dim"} for one in settings):
        return None
    for name, larger, words in (
        ("elbo", True, "a validation ELBO of"),
        ("fvu", False, "a validation FVU of"),
    ):
        sizes = {
            one.values["model.latent_dim"]: one.metrics[f"validation.{name}"]
            for one in settings
            if f"validation.{name}" in one.metrics
        }
        if sizes:
            chosen = choose(sizes, larger_is_better=larger, metric=words, noun="latent dimension")
            return chosen.sentence + _active(settings, chosen.chosen)
    return None


def _active(settings: Sequence[Setting], size: int) -> str:
    """How many of the dimensions are in use, beside the choice."""
    for one in settings:
        units = one.metrics.get("validation.active_units")
        if one.values["model.latent_dim"] == size and units:
            return f" Active dimensions among them: {units.mean:.3g}."
    return ""
