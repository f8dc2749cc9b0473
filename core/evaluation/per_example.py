"""Every loss term of every example: what the averages of a summary are averages of."""

import torch
from torch import Tensor

from core.evaluation import variational
from core.evaluation.protocols import Protocol
from core.models.base import Model, Step
from core.models.variational import VariationalAutoencoder
from core.rows import chunks, dense

AGREES = 1e-3


@torch.inference_mode()
def per_example(model: Model, given: Tensor, steps: int, protocol: Protocol) -> dict[str, Tensor]:
    """Term → float32 [N] on the CPU, for given examples [N, D] (dense or compressed) and a model of
    so many steps.

    Variational: `reconstruction`, `kl` and `elbo` in nats, from the protocol's posterior samples.
    Others: all their terms, past the last step's schedules, that are averages over examples. A term
    that is a function of a whole batch (a penalty on average activations) has no value for an
    example and is left out, as is one that is the same for all.
    """
    if isinstance(model, VariationalAutoencoder):
        found = variational.per_example(model, given, protocol)
    else:
        found = _terms(model, given, Step.after(steps), protocol.batch)
    return {name: values.float().cpu() for name, values in found.items()}


def _terms(model: Model, given: Tensor, step: Step, batch: int) -> dict[str, Tensor]:
    """Terms of each row alone; those kept whose mean is the term of the rows together."""
    alone: dict[str, list[Tensor]] = {}
    together: dict[str, Tensor] = {}
    for x in map(dense, chunks(given, batch)):
        for name, values in torch.func.vmap(lambda one: model.terms(one[None], step))(x).items():
            alone.setdefault(name, []).append(values)
        for name, value in model.terms(x, step).items():
            together[name] = together.get(name, 0.0) + value * len(x) / len(given)
    found = {name: torch.cat(parts) for name, parts in alone.items()}
    return {
        name: values
        for name, values in found.items()
        if torch.isclose(values.mean(), together[name].to(values), rtol=AGREES, atol=AGREES)
        and bool((values != values[0]).any())
    }
