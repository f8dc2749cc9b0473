"""Trained for too long, or not for long enough."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from core.hints.rule import Hint, Trained, rule

PARTS = 10
"""Into how many equal parts a run's curve is cut to see where it goes."""


@rule(90)
def overfitting(run: Trained) -> Hint | None:
    """Validation's objective has risen since its lowest, while that of training went on falling.

    Both follow the same schedules, so that β or a warm-up alone moves them the same way.
    """
    epochs = _by_validation(run.rows)
    if run.training["early_stopping"] or len(epochs) < 8:
        return None
    train, validation = zip(*epochs, strict=True)
    best = min(range(len(epochs)), key=validation.__getitem__)
    rise = fmean(validation[-3:]) - validation[best]
    if best > 0.8 * len(epochs) or rise < 0.05 * abs(train[0] - train[-1]):
        return None
    if fmean(train[-3:]) >= train[best]:
        return None
    epoch = [row["epoch"] for row in run.rows if "validation" in row][best]
    patience = max(3, round(run.rows[-1]["epoch"] / 10))
    text = (
        f"Since epoch {epoch:g} the validation objective has risen by {rise:.3g}, while that of "
        "training fell: what is learned since then holds for the training examples alone."
    )
    return Hint(text, {"training.early_stopping": patience}, "Train it with early stopping")


def _by_validation(rows: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """The objective in training shortly before each validation, and the one that this found.

    Shortly: over the last quarter of the rows since the validation before.
    """
    found: list[tuple[float, float]] = []
    since: list[float] = []
    for row in rows:
        since.append(row["train"]["objective"])
        if "validation" in row:
            found.append(
                (fmean(since[3 * (len(since) - 1) // 4 :]), row["validation"]["objective"])
            )
            since = []
    return found


@rule(100)
def undertrained(run: Trained) -> Hint | None:
    """The last tenth of training still gained much of what all of it did."""
    if len(run.rows) < 2 * PARTS or {"stopped_at_step", "stopped_early_at"} & run.summary.keys():
        return None
    losses = [row["train"]["objective"] for row in run.rows]
    size = len(losses) / PARTS
    means = [fmean(losses[round(i * size) : round((i + 1) * size)]) for i in range(PARTS)]
    total, last = means[0] - means[-1], means[-2] - means[-1]
    if total <= 0 or last < 0.06 * total:
        return None
    length = "epochs" if "epochs" in run.training else "steps"
    longer = 3 * run.training[length]
    text = (
        f"The objective is still falling: {100 * last / total:.0f} % of all that it fell came in "
        "the last tenth of training."
    )
    return Hint(text, {f"training.{length}": longer}, f"Train it for {longer:,} {length}")
