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


def quantity(key: str, spec: dict[str, Any] | None = None) -> Quantity:
    """The definition of `key`; `spec` (a run's, as a dict) settles what depends on the model.

    An unknown key gets its own name as label, so that a new loss term shows up by itself.
    """
    known = QUANTITIES.get(key) or OF_LESSONS.get(key) or OF_BENCHMARKS.get(key)
    found = known or Quantity(key, key.replace("_", " ").capitalize(), "", "")
    if key == "kl" and spec is not None:
        return replace(found, help=_RATES.get(spec["model"].get("objective", ""), found.help))
    if key == "zeros" and spec is not None:
        return _zeros(found, _NEAR.get(spec["model"].get("variant", "")))
    if spec is None or key not in ("reconstruction", "reconstruction_at_mean", "objective"):
        return found
    model = spec["model"]
    if model["family"] == "sparse":
        if key == "reconstruction":
            help_ = "Squared error ‖x−x̂‖² in the model's scaled units, summed over features."
            if model.get("output") == "sigmoid":
                return replace(found, help="Cross-entropy of sigmoid outputs, summed over pixels.")
            return replace(found, unit="scaled units", help=help_)
        return replace(found, unit="nats" if model.get("output") == "sigmoid" else "scaled units")
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
    """A number for people: three significant digits, per cent for shares, '—' when missing."""
    if value is None:
        return "—"
    if quantity.share:
        return f"{100 * value:.1f} %" if 0 < value < 0.1 else f"{100 * value:.0f} %"
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}".replace("-", "−")
    magnitude = abs(value)
    decimals = 3 if magnitude < 1 else 2 if magnitude < 10 else 1
    text = f"{value:.{decimals}f}" if magnitude >= 0.001 else f"{value:.1e}"
    return text.replace("-", "−")
