"""One step of a β-VAE with a Bernoulli likelihood."""

from typing import Any

import torch
from torch import Tensor, nn

from core.models.base import Step
from core.models.network import MLP
from core.models.variational.base import Sampled
from core.models.variational.beta import BetaVAE
from core.models.variational.posterior import DiagonalGaussian
from core.training.batches import Binariser
from core.training.session import Session
from core.training.slow_step.adam import AdamStep, first_lowered
from core.training.slow_step.numbers import packed, rounded

LAST = "decoder.layers.1.weight"
"""The weights [D, H] from the decoder's hidden units to the pixels: one of them is watched."""


def variational_step(session: Session, model: BetaVAE) -> dict[str, Any]:
    """Takes the session's next step and tells everything that happens in it.

    Of the batch one example is followed: the first whose loss the step lowers, with the same ε
    before and after it.
    """
    grey = session.batches.at(session.step).clone()
    data = Binariser(_twin(session, "binarisation"))(grey).to(grey.dtype)
    noise = _twin(session, "noise")
    shape = (1, len(grey), model.latent_size)
    epsilon = torch.randn(shape, generator=noise)
    step = Step(session.step + 1, session.total, epsilon=epsilon)
    before = _passed(model, data, step)
    sampled: Sampled = before["sampled"]
    objective = sampled.distortion + model.regulariser(sampled, step)[0]
    parameters = dict(model.named_parameters())
    parts = {name: before[name] for name in ("y", "z", "mean", "log_variance")}
    found = torch.autograd.grad(objective, [*parts.values(), *parameters.values()])
    gradients = dict(zip((*parts, *parameters), found, strict=True))
    adam = AdamStep.coming(session, LAST, gradients[LAST])
    start = {name: value.detach().clone() for name, value in parameters.items()}

    session.advance()

    after = _passed(model, data, step)
    beta = model.dials(step)["beta"]
    said: dict[str, Sampled] = {"before": sampled, "after": after["sampled"]}
    example = first_lowered(*(_losses(one, beta) for one in said.values()))
    # Adam's first step makes every gradient, however small, a step of full size: show a large one.
    pixel, unit = divmod(int(gradients[LAST].abs().argmax()), gradients[LAST].shape[1])
    return {
        "example": example,
        "beta": beta,
        "data": packed(data),
        "grey": packed(grey),
        "epsilon": rounded(epsilon[0, example]),
        **{name: rounded(before[name][example]) for name in ("hidden", "mean", "log_variance")},
        "z": rounded(before["z"][0, example]),
        "decoder_hidden": rounded(before["decoder_hidden"][0, example]),
        "y": rounded(before["y"][0, example]),
        "weights": {name: packed(value, half=False) for name, value in _decoder(start).items()},
        "nats": rounded(sampled.kl[example]),
        "reconstruction": {when: rounded(-one.log_likelihood[0]) for when, one in said.items()},
        "kl": {when: rounded(one.kl.sum(dim=1)) for when, one in said.items()},
        "gradient": {
            **{name: rounded(gradients[name][0, example]) for name in ("y", "z")},
            **{name: rounded(gradients[name][example]) for name in ("mean", "log_variance")},
            "first": packed(gradients["encoder.layers.0.weight"]),
            "last": packed(gradients[LAST].T),
            "norms": {name: rounded(value.norm()) for name, value in gradients.items()},
        },
        "adam": adam.of(pixel, unit)
        | {"pixel": pixel, "unit": unit, "after": rounded(parameters[LAST][pixel, unit])},
        "after": {
            **{name: rounded(after[name][example]) for name in ("mean", "log_variance")},
            **{name: rounded(after[name][0, example]) for name in ("z", "y")},
        },
    }


def _twin(session: Session, name: str) -> torch.Generator:
    """A generator that will draw what the session's own is about to draw."""
    twin = torch.Generator()
    twin.set_state(session.generators[name].get_state())
    return twin


def _passed(model: BetaVAE, data: Tensor, step: Step) -> dict[str, Any]:
    """A batch of data [B, D] on its way through the model."""
    q = model.posterior(data)
    assert isinstance(q, DiagonalGaussian)
    z = model.samples_of(q, step)
    y = model.decoder(z)
    return {
        "hidden": _hidden(model.encoder, data),
        "mean": q.mean,
        "log_variance": q.log_variance,
        "z": z,
        "decoder_hidden": _hidden(model.decoder, z),
        "y": y,
        "sampled": model.weighed(data, q, z, y, training=False),
    }


def _hidden(network: nn.Module, x: Tensor) -> Tensor:
    """The activations of the one hidden layer, [..., H]."""
    assert isinstance(network, MLP)
    first: Tensor = network.layers[0](x)
    return first.relu()


def _losses(sampled: Sampled, beta: float) -> Tensor:
    """D + β R of each example, [B]."""
    return beta * sampled.kl.sum(dim=1) - sampled.log_likelihood[0]


def _decoder(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The decoder's weights [in, out] and biases, as browsers compute with them."""
    layers = {}
    for i in (0, 1):
        layers[f"{i}.weight"] = weights[f"decoder.layers.{i}.weight"].T
        layers[f"{i}.bias"] = weights[f"decoder.layers.{i}.bias"]
    return layers
