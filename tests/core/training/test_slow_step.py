"""The steps that the lesson shows are those of our training, and every number in them adds up."""

import base64
import json
import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.paths import ASSETS
from core.training.slow_step import MOMENTS, SPECS, record

Array = NDArray[np.float64]

NEARLY = 2e-3
"""Sums over many pixels on another machine, after a thousand steps."""


@cache
def shipped(name: str) -> Any:
    return json.loads((ASSETS / "lessons" / "steps" / f"{name}.json").read_text())


def steps(name: str) -> list[Any]:
    return list(shipped(name)["moments"])


def unpacked(matrix: dict[str, Any]) -> Array:
    kind = {"F16": "<f2", "F32": "<f4"}[matrix["type"]]
    flat = np.frombuffer(base64.b64decode(matrix["data"]), kind)
    return flat.reshape(matrix["shape"]).astype(np.float64)


def of(step: Any, *names: str) -> Array:
    for name in names:
        step = step[name]
    return np.asarray(step, np.float64)


def totals(step: Any, when: str) -> Array:
    """The loss of each example of the batch."""
    if "sparsity" in step:
        return of(step, "reconstruction", when) + of(step, "sparsity", when)
    return of(step, "reconstruction", when) + step["beta"] * of(step, "kl", when)


def same(ours: Any, theirs: Any, where: str) -> None:
    """Equal up to rounding, key by key; packed matrices by their numbers."""
    if isinstance(ours, dict) and "data" in ours and "type" in ours:
        ours, theirs = unpacked(ours), unpacked(theirs)
        assert np.abs(ours - theirs).max() <= NEARLY * max(1.0, np.abs(theirs).max()), where
    elif isinstance(ours, dict):
        assert ours.keys() == theirs.keys(), where
        for key in ours:
            same(ours[key], theirs[key], f"{where}.{key}")
    elif isinstance(ours, list):
        for i, pair in enumerate(zip(ours, theirs, strict=True)):
            same(*pair, f"{where}[{i}]")
    elif isinstance(ours, float):
        assert ours == pytest.approx(theirs, rel=NEARLY, abs=NEARLY), where
    else:
        assert ours == theirs, where


@pytest.mark.parametrize("name", SPECS)
def test_what_ships_is_what_training_gives(name: str) -> None:
    recorded, kept = json.loads(json.dumps(record(name))), shipped(name)
    assert recorded["spec"] == kept["spec"]
    # After many steps rounding has grown, so only the first moments are compared number by number.
    for ours, theirs in zip(recorded["moments"][:2], kept["moments"][:2], strict=True):
        same(ours, theirs, f"{name} after {ours['done']}")
    last = [moments["moments"][-1] for moments in (recorded, kept)]
    means = [totals(step, "before").mean() for step in last]
    assert means[0] == pytest.approx(means[1], rel=0.02)


@pytest.mark.parametrize("name", SPECS)
def test_the_files_are_small(name: str) -> None:
    assert (ASSETS / "lessons" / "steps" / f"{name}.json").stat().st_size < 150_000
    assert [step["done"] for step in steps(name)] == list(MOMENTS)


@pytest.mark.parametrize("name", SPECS)
def test_the_step_lowers_the_loss_of_the_batch_and_of_the_example(name: str) -> None:
    for step in steps(name):
        before, after = totals(step, "before"), totals(step, "after")
        assert after.mean() < before.mean()
        assert after[step["example"]] < before[step["example"]]


@pytest.mark.parametrize("name", SPECS)
def test_adam_is_adam(name: str) -> None:
    for step in steps(name):
        adam = step["adam"]
        g, t = adam["gradient"], adam["t"]
        assert t == step["done"] + 1
        assert adam["mean"] == pytest.approx(0.9 * adam["mean_before"] + 0.1 * g, rel=1e-5)
        square = 0.999 * adam["square_before"] + 0.001 * g * g
        assert adam["square"] == pytest.approx(square, rel=1e-5)
        mean, square = adam["mean"] / (1 - 0.9**t), adam["square"] / (1 - 0.999**t)
        assert adam["mean_corrected"] == pytest.approx(mean, rel=1e-5)
        assert adam["square_corrected"] == pytest.approx(square, rel=1e-4)
        moved = -step["rate"] * mean / (math.sqrt(square) + 1e-8)
        assert adam["step"] == pytest.approx(moved, rel=1e-3)
        assert adam["moved"] == pytest.approx(adam["before"] + adam["step"], abs=1e-6)


@pytest.mark.parametrize("name", SPECS)
def test_the_first_step_of_adam_is_the_learning_rate(name: str) -> None:
    first = steps(name)[0]
    assert abs(first["adam"]["step"]) == pytest.approx(first["rate"], rel=1e-5)


def test_the_sparse_forward_pass_adds_up() -> None:
    for step in steps("sparse"):
        x, y, pi, z = (of(step, key) for key in ("inputs", "y", "pi", "z"))
        data = unpacked(step["data"])[step["example"]]
        assert np.allclose(x, (data - of(step, "centre")) / step["scale"], atol=2e-3)
        encoder, atoms = unpacked(step["W_enc"]), unpacked(step["W_dec"])
        offset = of(step, "b_dec")
        assert np.allclose(pi, encoder @ (x - offset) + of(step, "b_enc"), atol=0.02)
        assert np.array_equal(z, np.maximum(pi, 0))
        assert np.allclose(y, z @ atoms + offset, atol=0.01)
        assert step["reconstruction"]["before"][step["example"]] == pytest.approx(
            float(((x - y) ** 2).sum()), rel=1e-5
        )
        price = step["sparsity"]["before"][step["example"]]
        assert price == pytest.approx(step["weight"] * z.sum(), rel=1e-5)


def test_the_sparse_gradients_are_those_of_the_formulas() -> None:
    for step in steps("sparse"):
        x, y, pi = (of(step, key) for key in ("inputs", "y", "pi"))
        of_y = of(step, "gradient", "y")
        assert np.allclose(of_y, 2 * (y - x) / step["batch"], atol=1e-5)
        of_z = unpacked(step["W_dec"]) @ of_y + step["weight"] / step["batch"]
        assert np.allclose(of(step, "gradient", "z"), of_z, atol=2e-3)
        told = np.where(pi > 0, of(step, "gradient", "z"), 0)
        assert np.allclose(of(step, "gradient", "pi"), told, atol=1e-6)


def test_atoms_turn_and_are_put_back_to_length_1() -> None:
    for step in steps("sparse"):
        atom, kept = of(step, "atom"), of(step, "projection", "kept")
        gradient, along = of(step, "projection", "gradient"), step["projection"]["along"]
        assert gradient @ atom == pytest.approx(along, abs=1e-5)
        assert np.allclose(kept, gradient - along * atom, atol=1e-5)
        assert kept @ atom == pytest.approx(0, abs=1e-5)
        assert np.linalg.norm(atom) == pytest.approx(1, abs=1e-5)
        assert np.allclose(of(step, "lengths_after"), 1, atol=1e-6)
        assert np.abs(of(step, "lengths") - 1).max() > 1e-7
        moved = step["adam"]["moved"] / step["lengths"][step["feature"]]
        assert step["adam"]["after"] == pytest.approx(moved, abs=1e-6)


def test_the_sampling_trick_and_the_decoder_add_up() -> None:
    for step in steps("variational"):
        mean, std = of(step, "mean"), np.exp(of(step, "log_variance") / 2)
        z, y = of(step, "z"), of(step, "y")
        assert np.allclose(z, mean + std * of(step, "epsilon"), atol=1e-5)
        weights = {name: unpacked(value) for name, value in step["weights"].items()}
        hidden = np.maximum(z @ weights["0.weight"] + weights["0.bias"], 0)
        assert np.allclose(hidden, of(step, "decoder_hidden"), atol=1e-5)
        assert np.allclose(y, hidden @ weights["1.weight"] + weights["1.bias"], atol=1e-4)


def test_the_terms_of_the_elbo_add_up() -> None:
    for step in steps("variational"):
        followed, y = step["example"], of(step, "y")
        x = unpacked(step["data"])[followed]
        assert set(np.unique(x)) <= {0, 1}
        surprise = np.logaddexp(0, y) - x * y
        assert step["reconstruction"]["before"][followed] == pytest.approx(surprise.sum(), rel=1e-5)
        mean, log_variance = of(step, "mean"), of(step, "log_variance")
        nats = 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance)
        assert np.allclose(of(step, "nats"), nats, atol=1e-5)
        assert step["kl"]["before"][followed] == pytest.approx(nats.sum(), abs=1e-5)


def test_the_variational_gradients_are_those_of_the_formulas() -> None:
    for step in steps("variational"):
        x, y = unpacked(step["data"])[step["example"]], of(step, "y")
        batch, price = step["batch"], step["beta"] / step["batch"]
        assert np.allclose(of(step, "gradient", "y"), (1 / (1 + np.exp(-y)) - x) / batch, atol=1e-5)
        of_z, variance = of(step, "gradient", "z"), np.exp(of(step, "log_variance"))
        of_mean = of_z + price * of(step, "mean")
        assert np.allclose(of(step, "gradient", "mean"), of_mean, atol=1e-5)
        noise = 0.5 * of(step, "epsilon") * np.sqrt(variance)
        of_log_variance = noise * of_z + price * 0.5 * (variance - 1)
        assert np.allclose(of(step, "gradient", "log_variance"), of_log_variance, atol=1e-4)
