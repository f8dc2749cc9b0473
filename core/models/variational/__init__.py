"""Variational autoencoders: an objective is one class in one file here, registered by name."""

from core.models.registry import import_modules
from core.models.variational.base import OBJECTIVES, VariationalAutoencoder

import_modules(__name__, __path__)

__all__ = ["OBJECTIVES", "VariationalAutoencoder"]
