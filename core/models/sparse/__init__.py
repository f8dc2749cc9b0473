"""Sparse autoencoders: a variant is one class in one file here, registered under its name."""

from core.models.registry import import_modules
from core.models.sparse.base import VARIANTS, SparseAutoencoder

import_modules(__name__, __path__)

__all__ = ["VARIANTS", "SparseAutoencoder"]
