"""Convolutional networks: known sums, sides that fit, mirrored shapes, named streams, exports."""

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d

from core.models import DataInfo, Model, Step, build
from core.models.conv import ConvDecoder, ConvEncoder, halved
from core.models.network import ACTIVATIONS
from core.spec import parse_spec

SHAPES = [(8, 8), (28, 28), (32, 32), (7, 9)]


def encoder(shape=(8, 8), channels=(3, 5), outputs=4, activation="tanh", seed=0) -> ConvEncoder:
    return ConvEncoder(shape, channels, outputs, activation, seed, "encoder")


def decoder(shape=(8, 8), channels=(3, 5), inputs=4, activation="tanh", seed=0) -> ConvDecoder:
    return ConvDecoder(shape, channels, inputs, activation, seed, "decoder")


def model(family: str, shape: tuple[int, int] = (8, 8), **settings) -> Model:
    spec = parse_spec(
        {
            "dataset": {"name": "digits"},
            "model": {"family": family, "latent_dim": 3, **settings},
            "network": {"kind": "conv", "channels": [4, 6]},
        }
    )
    x = examples(shape)
    built = build(spec, DataInfo(x.shape[1], shape, x.mean(dim=0), 1.0, len(x)))
    built.initialise_from(x)
    return built


def examples(shape: tuple[int, int]) -> torch.Tensor:
    return torch.rand(40, shape[0] * shape[1], generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("shape", SHAPES)
def test_pictures_come_out_as_large_as_they_went_in(shape):
    side = shape[0] * shape[1]
    codes = encoder(shape)(torch.rand(2, 6, side))
    assert codes.shape == (2, 6, 4)
    assert decoder(shape)(codes).shape == (2, 6, side)


def test_sides_are_halved_and_odd_ones_rounded_down():
    assert halved((28, 9), 3) == [(28, 9), (14, 4), (7, 2), (3, 1)]


def test_a_convolution_is_the_sum_of_what_its_filters_see():
    """Against scipy's correlation of the padded picture, every second place."""
    net = encoder(channels=(3,), activation="relu")
    x = examples((8, 8))[0]
    padded = np.pad(x.view(8, 8).numpy(), 1)
    net.biases[0].data.copy_(torch.tensor([0.1, -0.2, 0.3]))
    maps = [
        np.maximum(correlate2d(padded, each, mode="valid")[::2, ::2] + bias, 0)
        for each, bias in zip(net.weights[0][:, 0].detach().numpy(), [0.1, -0.2, 0.3], strict=True)
    ]
    expected = net.head.weight.detach().numpy() @ np.concatenate([m.ravel() for m in maps])
    assert net(x[None])[0].detach().numpy() == pytest.approx(expected, abs=1e-5)


def test_a_transposed_convolution_is_the_transpose_of_the_convolution(monkeypatch):
    """⟨conv(x), y⟩ = ⟨x, conv_transpose(y)⟩ with equal filters and no bias, odd sides included."""
    monkeypatch.setitem(ACTIVATIONS, "none", torch.Tensor.clone)
    for shape in SHAPES:
        down, up = encoder(shape, (3,), 1, "none"), decoder(shape, (3,), 1, "none")
        up.weights[0].data.copy_(down.weights[0].data)
        inner = 3 * (shape[0] // 2) * (shape[1] // 2)
        up.head = down.head = torch.nn.Linear(inner, inner, bias=False)
        torch.nn.init.eye_(up.head.weight)
        up.inputs = inner
        x, y = examples(shape)[:5], torch.randn(5, inner)
        left, right = (down(x) * y).sum(), (x * up(y)).sum()
        assert float(left.detach()) == pytest.approx(float(right.detach()), rel=1e-4)


def test_each_layer_starts_from_a_stream_of_its_own():
    one, wider = encoder(channels=(3, 5)), encoder(channels=(3, 7))
    assert torch.equal(one.weights[0], wider.weights[0])
    assert not torch.equal(one.weights[0], encoder(seed=1).weights[0])
    assert torch.equal(decoder().head.weight, decoder().head.weight)
    bound = (6 / (16 * (1 + 3))) ** 0.5
    assert 0.8 * bound < float(one.weights[0].detach().abs().max()) <= bound


@pytest.mark.parametrize(
    ("family", "likelihood"),
    [("plain", "gaussian"), ("variational", "bernoulli"), ("variational", "continuous_bernoulli")],
)
def test_it_learns_and_starts_at_the_mean_picture(family, likelihood):
    one = model(family, likelihood=likelihood)
    x = examples((8, 8))
    x = x.round() if one.binarise else x
    start = one.likelihood.mean(one.decoder.bias.detach())
    if likelihood != "continuous_bernoulli":  # its parameters are only roughly those of the mean
        assert torch.allclose(start, examples((8, 8)).mean(dim=0), atol=1e-3)
    optimiser = torch.optim.Adam(one.parameters(), lr=1e-2)
    noise, objectives = torch.Generator().manual_seed(1), []
    for number in range(1, 61):
        terms = one.terms(x, Step(number, 60, noise))
        optimiser.zero_grad()
        terms["objective"].backward()
        optimiser.step()
        objectives.append(float(terms["objective"].detach()))
    assert objectives[-1] < objectives[0]
    assert one.encoder_export().json["kind"] == one.decoder_export().json["kind"] == "conv"
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in one.parameters())
