"""Whose turn it is: owners take turns, and nobody's tenth run goes before somebody's first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """What one worker does: a run, or several as one program; and whose it is (None: the
    machine's own)."""

    runs: tuple[str, ...]
    owner: str | None


def order(waiting: Sequence[Job], running: Iterable[str | None] = ()) -> list[Job]:
    """The line as it will be served, from `waiting` in the order of arrival.

    Each place goes to the owner who has been given the fewest so far, counting the jobs at work
    now (`running`: their owners); among equals to whoever came first. One owner's jobs keep their
    order.
    """
    given = Counter(running)
    left = list(waiting)
    line: list[Job] = []
    while left:
        chosen = min(left, key=lambda one: given[one.owner])  # min keeps the first of equals
        left.remove(chosen)
        line.append(chosen)
        given[chosen.owner] += 1
    return line


def threads(cores: int, slots: int, alone: bool) -> int:
    """Threads for a run that starts now: all cores but one if it is `alone`, else its slot's share.

    The core left over draws pages. On two cores, with somebody clicking, a run got through 102
    steps a second with one thread and through 55 with two, which wait for each other.
    """
    return max(1, cores - 1 if alone else cores // slots)
