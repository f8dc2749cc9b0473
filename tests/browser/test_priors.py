"""Codes that the browser draws from a prior: as many zeros, entries and strengths as it should."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from core.paths import COMPONENTS

pytestmark = pytest.mark.browser

RUN = """async ({ text, prior, noise, size, temperature, entries }) => {
  const lab = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const data = Float32Array.from(entries.flat());
  const codebook = { shape: [entries.length, entries[0].length], data };
  const draw = (row, into) => lab.codeFromPrior(prior, row, temperature, codebook, into);
  return noise.map((row) => Array.from(draw(Float32Array.from(row), new Float32Array(size))));
}"""
ENTRIES = [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
SIZE = 4
SHARED = ("convolution", "network", "priors")


def drawn(page: Page, prior: dict[str, Any], temperature: float = 1.0) -> np.ndarray:
    texts = [(COMPONENTS / "shared" / f"{name}.js").read_text() for name in SHARED]
    noise = np.random.default_rng(0).standard_normal((4000, 2 * SIZE))
    given = {
        "text": "\n".join([*texts, "export { codeFromPrior };"]),
        "prior": prior,
        "noise": noise.tolist(),
        "size": SIZE,
        "temperature": temperature,
        "entries": ENTRIES,
    }
    return np.array(page.evaluate(RUN, given))


def test_a_normal_prior_is_its_noise_stretched(page: Page) -> None:
    z = drawn(page, {"kind": "normal"}, temperature=0.5)
    assert (z != 0).all()
    assert z.std() == pytest.approx(0.5, rel=0.02)


def test_spike_and_slab_leaves_the_mass_of_the_spike_off(page: Page) -> None:
    z = drawn(page, {"kind": "spike_and_slab", "spike": 0.8})
    assert (z != 0).mean() == pytest.approx(0.2, abs=0.01)
    assert z[z != 0].std() == pytest.approx(1, rel=0.04)


def test_a_codebooks_entries_are_equally_likely_whatever_the_temperature(page: Page) -> None:
    z = drawn(page, {"kind": "codebook", "groups": 2}, temperature=3.0).reshape(-1, 2)
    found, counts = np.unique(z, axis=0, return_counts=True)
    assert found.tolist() == ENTRIES
    assert counts / len(z) == pytest.approx([1 / 3] * 3, abs=0.02)
