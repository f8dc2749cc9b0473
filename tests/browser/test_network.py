"""What the browser computes is what torch computes, for every kind of network, on 64 inputs."""

import base64
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page
from safetensors.numpy import save

from core.models import DataInfo, Export, Model, build
from core.paths import COMPONENTS
from core.spec import parse_spec

pytestmark = pytest.mark.browser

INPUTS = 64
SHARED = COMPONENTS / "shared"
RUN = """async ({ text, description, weights, values, decoder }) => {
  const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const lab = await import(address);
  const net = lab.buildNetwork(description, lab.parseSafetensors(bytes.buffer));
  return values.map((row) => {
    const x = Float32Array.from(row);
    if (decoder) return [...Array.from(lab.forward(net, x)), ...(lab.deviationsAt(net, x) ?? [])];
    const { mean, logVariance } = lab.encode(net, x);
    return [...mean, ...(logVariance ?? [])];
  });
}"""

PLAIN = [
    {"family": "plain", "likelihood": name}
    for name in ("cross_entropy", "gaussian", "gaussian_learned")
]
SPARSE: list[dict[str, Any]] = [
    {"family": "sparse", "variant": "l1", "features": 96},
    {"family": "sparse", "variant": "topk", "features": 96, "k": 7},
    {"family": "sparse", "variant": "none", "features": 96, "output": "sigmoid"},
    {"family": "sparse", "variant": "k_sparse", "features": 96, "k": 3, "alpha": 2.5},
    *(
        {"family": "sparse", "variant": name, "features": 96}
        for name in ("l2", "kl", "fc_wta", "batch_topk", "matryoshka", "jumprelu", "gated")
    ),
]
VARIATIONAL = [
    {"family": "variational", "latent_dim": 3, "likelihood": name}
    for name in (
        "bernoulli",
        "continuous_bernoulli",
        "gaussian",
        "gaussian_learned",
        "cross_entropy",
        "multinomial",
    )
]
NETWORKS = [{"hidden": [32], "activation": name} for name in ("relu", "tanh", "softplus", "gelu")]
KINDS: list[dict[str, Any]] = [
    {"family": "variational", "objective": "sparse", "latent_dim": 6},
    {"family": "variational", "objective": "vq", "latent_dim": 6, "groups": 3},
]
SQUARE = (8, 8)
CASES = [
    *((model, {"hidden": [48, 24]}, SQUARE) for model in [*PLAIN, *SPARSE, *VARIATIONAL, *KINDS]),
    *((VARIATIONAL[0], network, SQUARE) for network in NETWORKS),
    (PLAIN[1], {"kind": "conv", "channels": [5, 3], "activation": "gelu"}, (7, 9)),
    (VARIATIONAL[1], {"kind": "conv", "channels": [4, 6, 2], "activation": "tanh"}, SQUARE),
    (VARIATIONAL[3], {"kind": "conv", "channels": [4]}, SQUARE),
    (VARIATIONAL[3], {"kind": "conv", "channels": [3, 5]}, (7, 9)),
    (VARIATIONAL[0], {"kind": "conv"}, (28, 28)),
]


def module() -> str:
    texts = [(SHARED / f"{name}.js").read_text() for name in ("tensors", "convolution", "network")]
    return "\n".join(
        [*texts, "export { parseSafetensors, buildNetwork, forward, deviationsAt, encode };"]
    )


def in_browser(page: Page, export: Export, values: np.ndarray, *, decoder: bool) -> np.ndarray:
    given = {
        "text": module(),
        "description": export.json,
        "weights": base64.b64encode(save(export.tensors)).decode(),
        "values": values.astype(float).tolist(),
        "decoder": decoder,
    }
    return np.array(page.evaluate(RUN, given), dtype=np.float64)


def made(
    model: dict[str, Any], network: dict[str, Any], shape: tuple[int, int]
) -> tuple[Model, torch.Tensor]:
    """A model with weights large enough that every map and bound is at work, and no bias 0."""
    data = "docstrings" if model.get("likelihood") == "multinomial" else "digits"
    spec = parse_spec({"dataset": {"name": data}, "model": model, "network": network})
    draws = torch.Generator().manual_seed(0)
    dimension = shape[0] * shape[1]
    x = torch.rand(INPUTS, dimension, generator=draws)
    info = DataInfo(dimension, shape, mean=x.mean(dim=0), scale=0.5, train_size=len(x))
    one = build(spec, info)
    with torch.no_grad():
        for name, parameter in one.named_parameters():
            if parameter.ndim == 1:
                parameter.add_(0.2 * torch.randn(parameter.shape, generator=draws))
            elif "decoder" in name:
                parameter.mul_(1.7)
            if name in ("theta", "r", "b_magnitude"):
                parameter.add_(0.3 * torch.rand(parameter.shape, generator=draws))
        if "threshold" in dict(one.named_buffers()):
            one.get_buffer("threshold").fill_(0.7)
    return one.eval(), x


@pytest.mark.parametrize(
    ("model", "network", "shape"),
    CASES,
    ids=lambda value: "-".join(map(str, value.values() if isinstance(value, dict) else value)),
)
def test_the_browser_computes_what_torch_computes(
    page: Page, model: dict[str, Any], network: dict[str, Any], shape: tuple[int, int]
) -> None:
    one, x = made(model, network, shape)
    with torch.no_grad():
        codes = one.encode(x)
        pictures = one.decode(codes).numpy()
        if model.get("likelihood") == "gaussian_learned":
            _, log_sigma = one.likelihood.split(one.decoder(codes))  # type: ignore
            pictures = np.concatenate((pictures, log_sigma.exp().numpy()), axis=1)
        expected = codes.numpy()
        if model in VARIATIONAL:
            q = one.posterior(x)  # type: ignore[operator]
            expected = torch.cat((q.mean, q.log_variance), dim=1).numpy()
    seen = in_browser(page, one.encoder_export(), x.numpy(), decoder=False)
    scale = max(1.0, float(np.abs(expected).max()))
    if model.get("variant") in ("topk", "k_sparse"):
        # Half precision may swap the k-th feature with one as strong; the strengths stay.
        seen, expected = np.sort(seen, axis=1), np.sort(expected, axis=1)
    if (rule := one.encoder_export()).json.get("rule") == "threshold":
        # It may also put what is as good as at its threshold on the other side of it.
        near = np.abs(np.maximum(seen, expected) - rule.tensors["threshold"]) < 4e-3 * scale
        tie = (np.minimum(seen, expected) == 0) & near
        assert tie.mean() < 0.02
        seen, expected = np.where(tie, 0, seen), np.where(tie, 0, expected)
    np.testing.assert_allclose(seen, expected, atol=4e-3 * scale)
    decoded = in_browser(page, one.decoder_export(), codes.numpy(), decoder=True)
    scale = max(1.0, float(np.abs(pictures).max()))
    np.testing.assert_allclose(decoded, pictures, atol=4e-3 * scale)
