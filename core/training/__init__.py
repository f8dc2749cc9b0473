"""Training: from a run's specification to everything that its folder holds."""

from core.training.finish import load_run
from core.training.loop import train
from core.training.populations import train_population

__all__ = ["load_run", "train", "train_population"]
