"""Sparse autoencoders: many features, few of them on at a time.

A variant is one class in one file here under `@SPARSE.register` (its `variant`, its own knobs, a
title and a definition), found by itself. Form, validation, comparison and command line then have
it; the file of the same name in `core/models/sparse/` computes it.
"""

from core.modules import import_modules
from core.spec.sparse.base import SPARSE, SparseSpec
from core.spec.sparse.l1 import L1Spec
from core.spec.sparse.none import NoPenaltySpec
from core.spec.sparse.topk import TopKSpec

import_modules(__name__, __path__)

__all__ = ["SPARSE", "L1Spec", "NoPenaltySpec", "SparseSpec", "TopKSpec"]
