"""Examples to learn from: loading, splitting, verifying and downloading. Arrays are numpy."""

from core.data.load import load
from core.data.prepared import Prepared, Split

__all__ = ["Prepared", "Split", "load"]
