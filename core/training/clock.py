"""How long a run took, interruptions left out."""

import time


class Clock:
    """`seconds` since the command began; `training_seconds` since its first optimiser step.

    Both go on from where the checkpoint stood.
    """

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._first_step: float | None = None
        self._before = self._training_before = 0.0

    @property
    def seconds(self) -> float:
        return self._before + time.monotonic() - self._begin

    @property
    def training_seconds(self) -> float:
        now = time.monotonic()
        return self._training_before + (now - self._first_step if self._first_step else 0.0)

    def start_training(self) -> None:
        self._first_step = time.monotonic()

    def stop_training(self) -> None:
        self._training_before = self.training_seconds
        self._first_step = None

    def go_on(self, seconds: float, training_seconds: float) -> None:
        """Add the time that earlier processes spent up to the checkpoint."""
        self._before, self._training_before = seconds, training_seconds
