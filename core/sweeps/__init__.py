"""Sweeps: many runs that differ in a few knobs, planned, trained and compared as one thing."""

from core.sweeps.aggregate import table
from core.sweeps.plan import Plan, Point, parse_sweep
from core.sweeps.store import Sweep, Sweeps

__all__ = ["Plan", "Point", "Sweep", "Sweeps", "parse_sweep", "table"]
