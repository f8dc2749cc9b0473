"""One step of a small training, written down whole: what the lesson in slow motion shows.

`python -m core.training.slow_step` trains both models and writes `assets/lessons/steps`.
"""

from core.training.slow_step.record import MOMENTS, SPECS, record

__all__ = ["MOMENTS", "SPECS", "record"]
