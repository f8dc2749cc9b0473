"""The gradients of the plain autoencoder."""

import torch
from torch import Tensor

from core.models.base import Step
from core.models.by_hand.likelihood import gradient_of_params
from core.models.by_hand.network import MLPByHand
from core.models.plain import PlainAutoencoder


class PlainByHand:
    """−log p(x | decoder(encoder(x))), there and back."""

    def __init__(self, model: PlainAutoencoder) -> None:
        self._model = model
        self._encoder, self._decoder = MLPByHand(model.encoder), MLPByHand(model.decoder)

    @torch.no_grad()
    def __call__(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        params = self._decoder.forward(self._encoder.forward(x))
        terms = self._model.told(x, params, step)
        of_params = gradient_of_params(self._model.likelihood, x, params)
        self._encoder.backward(self._decoder.backward_to_input(of_params))
        return terms
