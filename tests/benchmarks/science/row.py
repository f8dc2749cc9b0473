"""One measured number beside the one it is held against."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """`measured` beside `expected`, which holds for what `protocol` says ours does differently.

    `low` and `high` are the bounds of the pass mark, both None where a number is only shown.
    """

    what: str
    measured: float
    expected: float | None = None
    source: str = ""
    low: float | None = None
    high: float | None = None
    protocol: str = ""

    @classmethod
    def near(
        cls, what: str, measured: float, expected: float, margin: float, **about: str
    ) -> "Row":
        """A mark of `expected` ± `margin`."""
        return cls(what, measured, expected, low=expected - margin, high=expected + margin, **about)

    @property
    def within(self) -> bool | None:
        """Whether the mark is met; None where there is none."""
        if self.low is None and self.high is None:
            return None
        low = self.low is None or self.measured >= self.low
        return low and (self.high is None or self.measured <= self.high)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "within": self.within}

    def __str__(self) -> str:
        verdict = {True: "met", False: "MISSED", None: "shown"}[self.within]
        beside = "" if self.expected is None else f" (expected {self.expected:g})"
        return f"{self.what}: {self.measured:.4g}{beside} {verdict}"
