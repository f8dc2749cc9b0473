"""A progress bar for the terminal, and plain lines where there is none."""

import time
from collections.abc import Callable
from typing import TextIO, TypeAlias

_WIDTH = 24
_PERIOD = 0.1

Progress: TypeAlias = Callable[[float], None]
"""Hears now and then which share of some work, in [0, 1], is done."""


def ignored(share: float) -> None:
    """For work that nobody watches."""


class Bar:
    """Shows a share in [0, 1] with words behind it; on a terminal in place, else every tenth."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._drawn = -1.0
        self._next = 0.0

    def __call__(self, share: float, words: str = "") -> None:
        """Show `share`, unless the last showing was a moment ago."""
        now = time.monotonic()
        if self._terminal:
            due = now >= self._next or share >= 1.0
        else:
            due = int(share * 10) > int(self._drawn * 10) or self._drawn < 0
        if due:
            self._next, self._drawn = now + _PERIOD, share
            self._draw(share, words)

    def note(self, sentence: str) -> None:
        """A sentence on a line of its own, above the bar."""
        start = "\r\x1b[K" if self._terminal else ""
        print(f"{start}{sentence}", file=self._stream, flush=True)

    def close(self) -> None:
        """Leave the bar behind on its line."""
        if self._terminal and self._drawn >= 0:
            print(file=self._stream, flush=True)

    def _draw(self, share: float, words: str) -> None:
        full = int(share * _WIDTH)
        text = f"[{'#' * full}{'.' * (_WIDTH - full)}] {share:4.0%}  {words}"
        if self._terminal:
            print(f"\r{text}\x1b[K", end="", file=self._stream, flush=True)
        else:
            print(text, file=self._stream, flush=True)


class Stages:
    """One bar for each stage of some work, with the time left by how long its share took."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar = Bar(stream)

    def __call__(self, name: str) -> Progress:
        """Begin the stage of that name; what is given hears how far it is."""
        self.close()
        self._bar = Bar(self._stream)
        bar, began = self._bar, time.monotonic()

        def progress(share: float) -> None:
            taken = time.monotonic() - began
            left = taken / share - taken if share else None
            bar(share, f"{name}  {minutes(left)}".rstrip())

        progress(0.0)
        return progress

    def close(self) -> None:
        """Leave the last bar behind on its line."""
        self._bar.close()


def minutes(seconds: float | None) -> str:
    """Time left as `1:05`, or nothing where it is not known."""
    if seconds is None:
        return ""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d} left"
