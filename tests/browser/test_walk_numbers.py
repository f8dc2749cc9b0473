"""What the browser computes of walks through latent space, against numpy, torch and Pillow."""

import io
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Page
from scipy.stats import norm
from torch.distributions import Normal

from core.paths import COMPONENTS

pytestmark = pytest.mark.browser

RUN = """async ([text, expression, given]) => {
  const lab = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return new Function("lab", "given", `return ${expression};`)(lab, given);
}"""
PATHS = (("latent_paths", "numbers"), "mixCodes, arcCodes, evenWalk, logPriorOf")
RANGES = (
    ("traversal_ranges", "network", "convolution", "numbers", "parts", "plane"),
    "mixtureQuantiles, walkValues",
)
GIF = (("gif", "theme"), "inkPalette, indexedPixels, encodeGif")


def in_browser(
    page: Page, module: tuple[tuple[str, ...], str], expression: str, **given: Any
) -> Any:
    """The value of an expression over `lab`, shared functions, and `given`."""
    files, names = module
    text = "\n".join((COMPONENTS / "shared" / f"{name}.js").read_text() for name in files)
    return page.evaluate(RUN, [f"{text}\nexport {{ {names} }};", expression, given])


@pytest.fixture
def ends() -> np.ndarray:
    """Three codes of different norms."""
    return np.random.default_rng(5).normal(size=(3, 6)) * [[1.0], [2.5], [0.4]]


def test_spherical_interpolation_is_shoemakes(page: Page, ends: np.ndarray) -> None:
    a, b = ends[:2]
    angle = np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    shares = np.linspace(0, 1, 7)[:, None]
    expected = (np.sin((1 - shares) * angle) * a + np.sin(shares * angle) * b) / np.sin(angle)
    seen = in_browser(
        page,
        PATHS,
        "given.shares.map((t) => lab.arcCodes(given.a, given.b, t))",
        a=a.tolist(),
        b=b.tolist(),
        shares=shares.ravel().tolist(),
    )
    np.testing.assert_allclose(seen, expected, rtol=1e-10)


def test_where_no_arc_is_defined_it_is_the_line(page: Page) -> None:
    for b in ([2.0, 4.0], [-1.0, -2.0], [0.0, 0.0]):
        seen = in_browser(page, PATHS, "lab.arcCodes([1, 2], given.b, 0.25)", b=b)
        np.testing.assert_allclose(seen, 0.75 * np.array([1, 2]) + 0.25 * np.array(b))


@pytest.mark.parametrize("kind", ["linear", "spherical"])
def test_a_walk_takes_steps_of_equal_length_through_all_its_ends(
    page: Page, ends: np.ndarray, kind: str
) -> None:
    steps = 200  # the chord of a step is then as long as its arc
    walk = in_browser(
        page, PATHS, f"lab.evenWalk('{kind}', given.ends, {steps})", ends=ends.tolist()
    )
    codes = np.array(walk)
    assert codes.shape == (2 * steps + 1, 6)
    np.testing.assert_allclose(codes[::steps], ends, atol=1e-9)
    for leg in np.split(np.linalg.norm(np.diff(codes, axis=0), axis=1), 2):
        np.testing.assert_allclose(leg, leg.mean(), rtol=2e-3)
    straight = np.linalg.norm(np.diff(ends, axis=0), axis=1).sum()
    length = np.linalg.norm(np.diff(codes, axis=0), axis=1).sum()
    assert length == pytest.approx(straight) if kind == "linear" else length > straight


def test_the_density_of_a_normal_prior_is_torchs(page: Page, ends: np.ndarray) -> None:
    expected = Normal(0.0, 1.0).log_prob(torch.tensor(ends)).sum(dim=1).tolist()
    seen = in_browser(
        page,
        PATHS,
        "given.ends.map((z) => lab.logPriorOf({ kind: 'normal' }, z))",
        ends=ends.tolist(),
    )
    assert seen == pytest.approx(expected)


def test_a_spike_and_a_slab_have_their_own_masses(page: Page) -> None:
    """Exactly 0 has probability .8; what is on, .2 of a normal density. Others have no density."""
    z = [0.0, 1.3, 0.0]
    expected = 2 * np.log(0.8) + np.log(0.2) + float(Normal(0.0, 1.0).log_prob(torch.tensor(1.3)))
    prior = {"kind": "spike_and_slab", "spike": 0.8}
    density = "lab.logPriorOf(given.prior, given.z)"
    assert in_browser(page, PATHS, density, prior=prior, z=z) == pytest.approx(expected, abs=1e-6)
    assert in_browser(page, PATHS, density, prior=None, z=z) is None
    assert in_browser(page, PATHS, density, prior={"kind": "codebook"}, z=z) is None


def test_pillow_reads_an_animation_as_it_was_drawn(page: Page) -> None:
    """Noise fills the table of LZW codes many times over; flat frames make the longest codes."""
    width, height = 90, 70
    draws = np.random.default_rng(0)
    frames = [
        draws.integers(0, 256, (height, width)),
        np.full((height, width), 7),
        np.add.outer(np.arange(height), np.arange(width)) % 256,
    ]
    palette = draws.permutation(256)[:, None] * [1, 0, 0] + [0, 9, 30]
    written = in_browser(
        page,
        GIF,
        """(() => {
          const centiseconds = 12;
          const { width, height, palette } = given;
          const frames = given.frames
            .map((frame) => ({ indices: Uint8Array.from(frame), centiseconds }));
          return Array.from(lab.encodeGif({ width, height, palette, frames }));
        })()""",
        width=width,
        height=height,
        palette=palette.tolist(),
        frames=[frame.ravel().tolist() for frame in frames],
    )
    with Image.open(io.BytesIO(bytes(written))) as read:
        assert (read.n_frames, read.info["loop"], read.info["duration"]) == (3, 0, 120)  # type: ignore[attr-defined]
        for number, frame in enumerate(frames):
            read.seek(number)
            np.testing.assert_array_equal(np.asarray(read.convert("RGB")), palette[frame])


def test_a_palette_holds_every_shade_of_its_ink(page: Page) -> None:
    paper, ink = [252, 251, 248], [32, 36, 42]
    shades = [
        [round(p + (i - p) * a / 255) for p, i in zip(paper, ink, strict=True)] for a in range(256)
    ]
    rgba = [value for shade in shades for value in (*shade, 255)]
    palette, indices = in_browser(
        page,
        GIF,
        """(() => {
          const palette = lab.inkPalette(given.paper, [given.ink]);
          const pixels = Uint8ClampedArray.from(given.rgba);
          return [palette, Array.from(lab.indexedPixels(pixels, palette))];
        })()""",
        paper=paper,
        ink=ink,
        rgba=rgba,
    )
    assert np.abs(np.array(palette)[indices] - np.array(shades)).max() <= 1


def test_quantiles_of_the_aggregate_posterior_are_scipys(page: Page) -> None:
    draws = np.random.default_rng(1)
    means, deviations = draws.normal(0, 1.5, 40), draws.uniform(0.05, 0.9, 40)
    levels = [0.02, 0.26, 0.5, 0.98]
    seen = in_browser(
        page,
        RANGES,
        "lab.mixtureQuantiles(given.means, given.deviations, given.levels)",
        means=means.tolist(),
        deviations=deviations.tolist(),
        levels=levels,
    )
    below = [norm.cdf((x - means) / deviations).mean() for x in seen]
    assert below == pytest.approx(levels, abs=1e-6)


def test_a_dimension_is_walked_over_what_was_chosen(page: Page) -> None:
    """Quantiles of codes without a posterior, of N(0, 1), and deviations about the centre."""
    codes = np.random.default_rng(2).normal(3.0, 2.0, (500, 2)).astype(np.float32)
    given = {"codes": codes.ravel().tolist(), "centre": [0.0, 3.0], "spread": [1.0, 2.0]}
    walked = """((choice, prior) => lab.walkValues(choice, {
      test: { arrays: { codes: { data: Float32Array.from(given.codes), shape: [500, 2] } } },
      prior, centre: given.centre, spread: given.spread }, 1, 5))"""
    levels = np.linspace(0.02, 0.98, 5)
    by_codes = in_browser(page, RANGES, f"{walked}({{ range: 'posterior' }}, null)", **given)
    expected = np.quantile(codes[:, 1], levels, method="nearest")
    np.testing.assert_allclose(by_codes, expected, atol=0.02)
    by_prior = in_browser(page, RANGES, f"{walked}({{ range: 'prior' }}, null)", **given)
    np.testing.assert_allclose(by_prior, norm.ppf(levels), atol=1e-5)
    fixed = in_browser(page, RANGES, f"{walked}({{ range: 'fixed', reach: 2.5 }}, null)", **given)
    np.testing.assert_allclose(fixed, [-2.0, 0.5, 3.0, 5.5, 8.0])
