"""A number's definition as it reads for one run, and the number as people write it."""

from dataclasses import replace
from typing import Any

from core.quantities.benchmarks import OF_BENCHMARKS
from core.quantities.definitions import QUANTITIES, Quantity
from core.quantities.lessons import OF_LESSONS

_RATES = {
    "vq": "Rate G log K: the divergence of a one-hot posterior from the uniform prior over the K "
    "entries, for each of G groups. It is the same for every input, and nothing trains it.",
    "sparse": "Rate R: the divergence of the posterior from the prior α N(0, 1) + (1 − α) δ₀, "
    "for its spike and its slab, summed over latents, averaged over examples.",
}
"""What the rate is where the prior is not N(0, I), by objective."""

_NEAR = {"l2": 0.1, "kl": 0.1}
"""Rules that make codes small rather than zero, each with what it takes for near zero."""


_SCALED = "scaled units"
"""Of the objective of a sparse autoencoder with linear output, and of each of its terms."""


def quantity(key: str, spec: dict[str, Any] | None = None) -> Quantity:
    """The definition of `key`; `spec` (a run's, as a dict) settles what depends on the model.

    An unknown key gets its own name as label, so that a new loss term shows up by itself.
    """
    known = QUANTITIES.get(key) or OF_LESSONS.get(key) or OF_BENCHMARKS.get(key)
    found = known or Quantity(key, key.replace("_", " ").capitalize(), "", "")
    if spec is None:
        return found
    model = spec["model"]
    if key == "kl":
        return replace(found, help=_RATES.get(model.get("objective", ""), found.help))
    if key == "zeros":
        return _zeros(found, _NEAR.get(model.get("variant", "")))
    losses = key in ("reconstruction", "reconstruction_at_mean", "objective")
    if model["family"] == "sparse" and (losses or found.unit == _SCALED):
        return _sparse(found, model.get("output") == "sigmoid")
    if not losses:
        return found
    if model.get("likelihood") == "cross_entropy" and key != "objective":
        return replace(
            found,
            help="Cross-entropy on grey pixels: not a likelihood. On MNIST it cannot fall below "
            "45.5 nats, so never compare it with binarised digits. " + found.help,
        )
    if model.get("likelihood") == "gaussian_learned" and key == "reconstruction":
        return replace(
            found,
            help="A density on dequantised grey values: it may be negative, and on pixels that "
            "never change it is the floor of σ, half a grey level, that it measures. " + found.help,
        )
    if model["family"] == "plain" and key == "reconstruction":
        return replace(found, help="−log p(x|z) at the code, summed over features. " + found.label)
    return found


def _sparse(found: Quantity, sigmoid: bool) -> Quantity:
    """A term of a sparse objective, in the unit of its reconstruction error."""
    if found.key == "reconstruction":
        help_ = (
            "Cross-entropy of sigmoid outputs, summed over pixels."
            if sigmoid
            else "Squared error ‖x−x̂‖² in the model's scaled units, summed over features."
        )
        found = replace(found, help=help_)
    return replace(found, unit="nats" if sigmoid else _SCALED)


def _zeros(found: Quantity, near: float | None) -> Quantity:
    if near is None:
        help_ = "Share of the numbers in codes that are exactly 0, over the test examples."
        return replace(found, label="Exact zeros", help=help_)
    return replace(
        found,
        label=f"Near zero, up to {near:g}",
        help=f"Share of the numbers in codes that are at most {near:g}, over the test examples: "
        "this rule makes codes small rather than exactly 0.",
    )


def written(value: float | None, quantity: Quantity) -> str:
    """A number for people: three significant digits, per cent for shares, '—' when missing.

    Tiny ones have a power of ten: `3.8 × 10⁻⁶`.
    """
    if value is None:
        return "—"
    if quantity.share:
        return f"{100 * value:.1f} %" if 0 < value < 0.1 else f"{100 * value:.0f} %"
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}".replace("-", "−")
    magnitude = abs(value)
    decimals = 3 if magnitude < 1 else 2 if magnitude < 10 else 1
    text = f"{value:.{decimals}f}" if magnitude >= 0.001 else _with_power(value)
    return text.replace("-", "−")


def _with_power(value: float) -> str:
    digits, power = f"{value:.1e}".split("e")
    return f"{digits} × 10{str(int(power)).translate(_RAISED)}"


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
