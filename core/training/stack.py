"""Several models of one make as one: every parameter and buffer [P, …], a member a row.

Members may differ in their number of latents. The narrower ones are padded with zeros, and training
leaves them at zero exactly: a padded latent has μ = 0 and log σ² = 0, so its KL and the gradient of
that are 0; its noise is 0, so z is 0 and the decoder's weights on it get no gradient; those weights
are 0, so none comes back. Adam and SGD do not move what has had no gradient.
"""

import copy
from collections.abc import Sequence

import torch
from torch import Tensor

from core.models import Model
from core.spec import RunSpec
from core.training.optimiser import Optimiser, optimiser_for

Pairs = list[tuple[Tensor, Tensor]]


class Stack:
    """P models and their optimisers as one `program` and one `optimiser`.

    The program is the widest model with its tensors replaced by [P, …]; to begin with, they hold
    what the members' do.
    """

    @torch.no_grad()
    def __init__(
        self, spec: RunSpec, models: Sequence[Model], optimisers: Sequence[Optimiser]
    ) -> None:
        widest = max(models, key=lambda model: model.latent_size)
        self.program = copy.deepcopy(widest)
        for whole in (*self.program.parameters(), *self.program.buffers()):
            whole.data = whole.new_zeros(len(models), *whole.shape)
        self.optimiser = optimiser_for(spec, self.program)
        stacked = {**self.program.state_dict(), **self.optimiser.state()}
        self._alike: Pairs = []
        self._padded: Pairs = []
        for i, (model, optimiser) in enumerate(zip(models, optimisers, strict=True)):
            for name, own in {**model.state_dict(), **optimiser.state()}.items():
                whole = stacked[name]
                # The count of steps is common to all.
                row = whole if whole.shape == own.shape else whole[i]
                if row.shape == own.shape:
                    self._alike.append((own, row))
                else:
                    self._padded.append(
                        overlap(own, row, model.latent_size, self.program.latent_size)
                    )
        for own, row in (*self._alike, *self._padded):
            row.copy_(own)

    @torch.no_grad()
    def copy_out(self) -> None:
        """Bring the members' models and optimisers up to date."""
        # Apart, since one view among them makes PyTorch copy all of them one after another.
        torch._foreach_copy_([own for own, _ in self._alike], [row for _, row in self._alike])
        for own, row in self._padded:
            own.copy_(row)


def overlap(own: Tensor, row: Tensor, latents: int, widest: int) -> tuple[Tensor, Tensor]:
    """Equal-shaped views of a member's tensor and of its place in a wider one.

    They differ in one side, of k · `latents` and k · `widest`: k heads, each padded by itself.
    """
    (dim,) = (d for d, (a, b) in enumerate(zip(own.shape, row.shape, strict=True)) if a != b)
    own = own.unflatten(dim, (-1, latents))
    return own, row.unflatten(dim, (-1, widest)).narrow(dim + 1, 0, latents)
