"""Training gradients written out by hand, for the models that are trained most.

Autograd is the reference, and every model has it. Where the gradient is as plain as a chain of
layers, writing it out saves what autograd spends on each of some fifty operations a step. Tests
hold the two to the same gradients and the same terms.
"""

from typing import Protocol

from torch import Tensor

from core.models.base import Model, Step
from core.models.by_hand.likelihood import GRADIENTS
from core.models.by_hand.network import ACTIVATION_GRADIENTS
from core.models.by_hand.plain import PlainByHand
from core.models.by_hand.variational import BetaByHand
from core.models.network import MLP
from core.models.plain import PlainAutoencoder
from core.models.variational.beta import BetaVAE


class ByHand(Protocol):
    """Does what `Model.terms` and the backward pass from its "objective" do."""

    def __call__(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        """The terms of a dense training batch x [B, D]; leaves each parameter its gradient."""


def by_hand(model: Model) -> ByHand | None:
    """The gradients of this model, if they are written out; they want float32 products."""
    if type(model) is BetaVAE and _written_out(model):
        return BetaByHand(model)
    if type(model) is PlainAutoencoder and _written_out(model):
        return PlainByHand(model)
    return None


def _written_out(model: BetaVAE | PlainAutoencoder) -> bool:
    networks = (model.encoder, model.decoder)
    return type(model.likelihood) in GRADIENTS and all(
        isinstance(network, MLP) and network.activation in ACTIVATION_GRADIENTS
        for network in networks
    )


__all__ = ["ByHand", "by_hand"]
