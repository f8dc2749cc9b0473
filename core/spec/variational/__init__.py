"""Variational autoencoders: the code is a distribution, held to a prior.

An objective is one class in one file here under `@VARIATIONAL.register` (its `objective`, its own
knobs, a title and a definition), found by itself. Form, validation, comparison and command line
then have it; the file of the same name in `core/models/variational/` computes it.
"""

from core.modules import import_modules
from core.spec.variational.base import VARIATIONAL, VariationalSpec
from core.spec.variational.beta import BetaSpec
from core.spec.variational.schedule import ScheduleSpec

import_modules(__name__, __path__)

__all__ = ["VARIATIONAL", "BetaSpec", "ScheduleSpec", "VariationalSpec"]
