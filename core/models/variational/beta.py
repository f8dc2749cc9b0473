"""β-VAE: the KL at a price of β a nat."""

from core.models.variational.base import OBJECTIVES
from core.models.variational.priced import Priced


@OBJECTIVES.register("beta")
class BetaVAE(Priced):
    """Objective D + β(t)·R (Kingma and Welling, 2014; Higgins et al., 2017)."""
