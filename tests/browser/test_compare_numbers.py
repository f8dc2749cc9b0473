"""What a comparison computes in the browser, against numpy and by known answers."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from core.paths import COMPONENTS
from core.training.histogram import magnitudes

pytestmark = pytest.mark.browser

RUN = """async ([text, expression, given]) => {
  const lab = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return new Function("lab", "given", `return ${expression};`)(lab, given);
}"""
LINES = (("curve_lines",), "meanOfSeeds, bandWords, seedChoices, seedsOf, linesOf, wantedRuns")

COMPANY = (("map_company",), "togetherness, evenlyOf, pointsOfPlaces")
OVERLAY = (
    ("code_overlay", "code_spread", "spread", "densities"),
    "rebinned, linearOverlay, logOverlay, countedValues",
)


def in_browser(
    page: Page, module: tuple[tuple[str, ...], str], expression: str, **given: Any
) -> Any:
    """The value of an expression over `lab`, shared functions, and `given`."""
    files, names = module
    text = "\n".join((COMPONENTS / "shared" / f"{name}.js").read_text() for name in files)
    return page.evaluate(RUN, [f"{text}\nexport {{ {names} }};", expression, given])


def points(y: list[float], steps: list[int], x: list[float] | None = None) -> dict[str, Any]:
    return {"steps": steps, "x": x or [float(step) for step in steps], "y": y}


def test_few_seeds_have_the_range_as_their_band(page: Page) -> None:
    one, two = points([4.0, 2.0, 1.0], [1, 5, 9]), points([2.0, 4.0, 3.0, 8.0], [1, 5, 9, 12])
    line = in_browser(page, LINES, "lab.meanOfSeeds([given.one, given.two])", one=one, two=two)
    assert line["x"] == [1, 5, 9]  # as far as both go
    assert line["y"] == [3, 3, 2]
    assert line["low"] == [2, 2, 1]
    assert line["high"] == [4, 4, 3]


def test_five_seeds_have_a_deviation_and_their_times_are_averaged(page: Page) -> None:
    draws = np.random.default_rng(3)
    values, seconds = draws.normal(size=(5, 3)), draws.uniform(size=(5, 3))
    runs = [points(y.tolist(), [1, 2, 3], x.tolist()) for y, x in zip(values, seconds, strict=True)]
    line = in_browser(page, LINES, "lab.meanOfSeeds(given.runs)", runs=runs)
    mean, deviation = values.mean(axis=0), values.std(axis=0, ddof=1)
    np.testing.assert_allclose(line["x"], seconds.mean(axis=0))
    np.testing.assert_allclose(line["y"], mean)
    np.testing.assert_allclose(line["low"], mean - deviation)
    np.testing.assert_allclose(line["high"], mean + deviation)


def test_a_band_says_what_it_is_and_of_how_many(page: Page) -> None:
    said = in_browser(
        page,
        LINES,
        "given.counts.map((list) => lab.bandWords(list.map((n) => ({ runs: Array(n) }))))",
        counts=[[1, 1], [3, 1], [2, 3], [6], [2, 5]],
    )
    assert said == [
        "",
        "Band: from the least to the greatest of 3 seeds",
        "Band: from the least to the greatest of 2 or 3 seeds",
        "Band: the mean ± one standard deviation of 6 seeds",
        "Band: from the least to the greatest of 2 seeds; "
        "the mean ± one standard deviation of 5 seeds",
    ]


def test_repeats_are_one_line_and_those_not_chosen_join_on_a_wish(page: Page) -> None:
    found = in_browser(
        page,
        LINES,
        """(() => {
          const info = (id, extra = false) => ({ id, name: id, extra });
          const data = { runs: [info("a"), info("b"), info("c"), info("d", true)],
            settings: [{ name: "ab", chosen: ["a", "b"], more: ["d"] },
              { name: "c", chosen: ["c"], more: [] }] };
          return ["chosen", "mine", "each", "unknown"].map((seeds) => {
            const curves = { data, preferences: { seeds } };
            curves.runs = new Map(lab.wantedRuns(curves).map((one) => [one.id, { info: one }]));
            return lab.linesOf(curves).map(({ title }) => title);
          });
        })()""",
    )
    two, three = "ab, mean of 2 seeds", "ab, mean of 3 seeds"
    assert found == [[two, "c"], [three, "c"], ["a", "b", "c"], [two, "c"]]


def together(page: Page, values: np.ndarray, members: list[int]) -> float | None:
    given = {"shape": list(values.shape), "data": values.ravel().tolist()}
    return in_browser(
        page,
        COMPANY,
        "lab.togetherness(given.points, given.members)",
        points=given,
        members=members,
    )


def test_examples_with_nobody_between_them_stay_wholly_together(page: Page) -> None:
    apart = np.concatenate([np.arange(10.0), 1000 + np.arange(40.0)])[:, None]
    assert together(page, apart, list(range(10))) == 1  # each one's 9 nearest are the others
    assert together(page, apart, [0, 49]) == 0  # each one's nearest is in its own cluster
    assert together(page, apart, [0, 1]) == 1
    assert together(page, apart, [3]) is None
    assert together(page, apart, list(range(50))) == 1


def test_togetherness_is_the_share_of_marked_neighbours(page: Page) -> None:
    draws = np.random.default_rng(8)
    values = draws.normal(size=(300, 5))
    members = draws.permutation(300)[:60].tolist()
    distances = ((values[:, None] - values) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = distances.argsort(axis=1)[members, :15]
    assert together(page, values, members) == pytest.approx(np.isin(nearest, members).mean())
    few = members[:6]  # of few members, as many neighbours as there are others
    nearest = distances.argsort(axis=1)[few, :5]
    assert together(page, values, few) == pytest.approx(np.isin(nearest, few).mean())


def test_of_many_members_an_even_part_is_asked(page: Page) -> None:
    found = in_browser(page, COMPANY, "lab.evenlyOf(given.list, 4)", list=list(range(10)))
    assert found == [0, 2, 5, 7]


def test_counts_in_other_bins_are_the_same_counts(page: Page) -> None:
    found = in_browser(
        page,
        OVERLAY,
        "Array.from(lab.rebinned([4, 0, 6], [0, 1, 2, 3], given.target))",
        target=[-1, 0.5, 2.5, 10],
    )
    assert found == [2, 2 + 3, 3]


def test_runs_with_other_bins_share_an_axis_and_keep_their_shares(page: Page) -> None:
    found = in_browser(
        page,
        OVERLAY,
        """(() => {
          const spread = (counts, edges) => (
            { arrays: { histogram: { data: counts }, histogram_edges: { data: edges } } });
          const { edges, shares } = lab.linearOverlay(
            [spread([6, 2], [0, 2, 4]), spread([1, 1], [0, 4, 8])], [100, 10]);
          const sum = (list) => list.reduce((a, b) => a + b, 0);
          return { ends: [edges[0], edges.at(-1)], sums: shares.map(sum),
            low: sum(shares[0].slice(0, 16)), log: lab.logOverlay([spread([1], [0, 1])], [1]) };
        })()""",
    )
    assert found["ends"] == [0, 8]
    assert found["sums"] == pytest.approx([0.08, 0.2])  # the rest of all code values is zero
    assert found["low"] == pytest.approx(0.06)
    assert found["log"] is None


def test_latent_codes_are_counted_as_the_engine_counts_features(page: Page) -> None:
    values = np.random.default_rng(2).normal(size=500).astype(np.float32)
    values[:20] = 0
    found = in_browser(
        page,
        OVERLAY,
        """(({ histogram, histogram_edges, magnitudes }) => ({ counts: Array.from(histogram.data),
          edges: Array.from(histogram_edges.data), sizes: Array.from(magnitudes.data) })
        )(lab.countedValues(given.values))""",
        values=values.tolist(),
    )
    assert found["sizes"] == magnitudes(values)[0].tolist()
    exact = values[20:].astype(np.float64)
    expected, edges = np.histogram(exact, bins=512, range=(exact.min(), exact.max()))
    np.testing.assert_allclose(found["edges"], edges, atol=1e-12)
    assert sum(found["counts"]) == 480
    assert np.abs(np.array(found["counts"]) - expected).sum() <= 4  # values upon an edge
