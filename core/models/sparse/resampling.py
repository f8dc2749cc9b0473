"""Resampling: dead features start anew from examples that are reconstructed badly."""

import torch
import torch.nn.functional as F
from torch import Tensor

LENGTH = 0.2
"""Length of a restarted encoder vector in mean living ones: near enough to fire, too short to
upset the living."""


def resampled(
    W_enc: Tensor,
    W_dec: Tensor,
    dead: Tensor,
    inputs: Tensor,
    losses: Tensor,
    generator: torch.Generator,
) -> bool:
    """Restarts the dead features in W_enc [D, M] and W_dec [M, D] in place (Bricken et al., 2023).

    For each an example is drawn with probability ∝ loss² from inputs [N, D] with losses [N], each
    example once as long as they last. Its atom is that input at unit length, its encoder vector
    the same at 0.2 times the mean length of the living ones. False when there is nothing to do.
    """
    places = dead.nonzero().flatten()
    count = len(places)
    # On the CPU in double precision: the draw is then the same wherever the model is.
    chances = (losses * inputs.any(dim=1)).double().square().cpu()
    possible = int((chances > 0).sum())
    if not count or not possible:
        return False
    drawn = torch.multinomial(chances, min(count, possible), generator=generator)
    drawn = drawn.repeat(-(-count // len(drawn)))[:count]
    units = F.normalize(inputs[drawn.to(inputs.device)], dim=1)
    lengths = W_enc.norm(dim=0)
    living = lengths if bool(dead.all()) else lengths[~dead]
    W_dec[places] = units
    W_enc[:, places] = (LENGTH * living.mean() * units).T
    return True
