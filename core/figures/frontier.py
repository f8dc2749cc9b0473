"""Runs between two costs, one dot a run, and those that none beats."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Dot:
    """One run between two costs; `group` (variant, objective) chooses the marker."""

    run: str
    name: str
    x: float
    y: float
    group: str
    color: str
    chosen: bool = False


def front(dots: Sequence[Dot]) -> list[Dot]:
    """The dots that no other beats in x and in y, both of which are better when smaller, by x."""
    best: list[Dot] = []
    for dot in sorted(dots, key=lambda dot: (dot.x, dot.y)):
        if not best or dot.y < best[-1].y:
            best.append(dot)
    return best
