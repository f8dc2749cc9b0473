"""What the map and the sampling laboratory compute in the browser, against numpy and the engine."""

from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page

from core.evaluation.sparsity import sparsity
from core.paths import COMPONENTS

pytestmark = pytest.mark.browser

SHARED = (
    "convolution", "network", "numbers", "parts", "plane", "sheet", "decoded_view", "tensors",
    "run_files", "dots", "map_groups", "mixtures", "likelihood_draws", "copies", "output_sparsity",
)  # fmt: skip
FUNCTIONS = (
    "isWithin", "classMix", "groupShifts", "typicalWords", "nearestCodes", "codeFromMixture",
    "LIKELIHOOD_DRAWS", "searchCopies", "comparedValues", "percentileOf", "sparsityOf",
    "seededNormals",
)  # fmt: skip
SCRIPT = """async ([text, expression, given]) => {
  const lab = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return new Function("lab", "given", `return ${expression};`)(lab, given);
}"""


@pytest.fixture
def draws() -> np.random.Generator:
    return np.random.default_rng(5)


def in_browser(page: Page, expression: str, **given: Any) -> Any:
    """The value of an expression over `lab`, the functions, and `given`."""
    texts = [(COMPONENTS / "shared" / f"{name}.js").read_text() for name in SHARED]
    text = "\n".join([*texts, f"export {{ {', '.join(FUNCTIONS)} }};"])
    plain = {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in given.items()
    }
    return page.evaluate(SCRIPT, [text, expression, plain])


def tensor(values: np.ndarray) -> dict[str, Any]:
    return {"shape": list(values.shape), "data": values.ravel().tolist()}


def test_a_lasso_holds_what_lies_within_even_of_a_hollow_line(page: Page) -> None:
    hook = [[0, 0], [4, 0], [4, 4], [3, 4], [3, 1], [1, 1], [1, 4], [0, 4]]
    inside = in_browser(
        page,
        "given.points.map(([x, y]) => lab.isWithin(given.hook.map(([x, y]) => ({ x, y })), x, y))",
        hook=hook,
        points=[[0.5, 3], [2, 3], [3.5, 3], [2, 0.5], [5, 2], [-1, 0.5]],
    )
    assert inside == [True, False, True, True, False, False]


def test_a_group_differs_by_what_was_shifted(page: Page, draws: np.random.Generator) -> None:
    codes = draws.normal(size=(400, 5))
    members = list(range(40))
    codes[members, 3] += 4
    found = in_browser(
        page,
        "lab.groupShifts(given.codes, given.members)",
        codes=tensor(codes),
        members=members,
    )
    gap = codes[:40].mean(axis=0) - codes[40:].mean(axis=0)
    wanted = gap / codes.std(axis=0)
    assert found[0]["dimension"] == 3
    np.testing.assert_allclose(
        [row["sigmas"] for row in found], wanted[[row["dimension"] for row in found]], rtol=1e-6
    )


def test_classes_and_words_of_a_group_are_counted(page: Page) -> None:
    mix = in_browser(
        page, "lab.classMix(Int16Array.from(given.labels), [0, 1, 2, 3], 3)", labels=[2, 2, 0, 2, 1]
    )
    assert [(row["label"], row["count"], row["everywhere"]) for row in mix] == [
        (2, 3, 0.6),
        (0, 1, 0.2),
    ]
    documents = [[["sort", 3], ["the", 9]], [["the", 2]], [["sort", 1], ["the", 1]], [["the", 4]]]
    words = in_browser(page, "lab.typicalWords(given.documents, [0, 2], 2)", documents=documents)
    assert words[0] == {"word": "sort", "share": 1, "everywhere": 0.5}


def test_the_nearest_codes_are_the_nearest(page: Page, draws: np.random.Generator) -> None:
    codes = draws.normal(size=(300, 4))
    found = in_browser(page, "lab.nearestCodes(given.codes, 7, 9)", codes=tensor(codes))
    wanted = np.linalg.norm(codes - codes[7], axis=1).argsort()[:9]
    assert found == wanted.tolist()


@pytest.mark.parametrize("full", [True, False])
def test_a_mixture_is_drawn_with_its_weights_means_and_covariances(
    page: Page, draws: np.random.Generator, full: bool
) -> None:
    weights, means = np.array([0.3, 0.7]), np.array([[-20.0, 0, 5], [20, 1, -5]])
    factors = np.tril(draws.normal(size=(2, 3, 3))) if full else draws.uniform(0.5, 2, (2, 3))
    mixture = {
        "weights": tensor(weights),
        "means": tensor(means),
        "factors": tensor(factors),
    }
    z = np.array(
        in_browser(
            page,
            "given.noise.map((row) => Array.from(lab.codeFromMixture(given.mixture,"
            " Float32Array.from(row), 1, new Float32Array(3))))",
            mixture=mixture,
            noise=draws.standard_normal((6000, 6)).round(4),
        )
    )
    right = z[:, 0] > 0
    assert right.mean() == pytest.approx(0.7, abs=0.02)
    for k, some in enumerate((z[~right], z[right])):
        spread = factors[k] @ factors[k].T if full else np.diag(factors[k] ** 2)
        np.testing.assert_allclose(some.mean(axis=0), means[k], atol=0.25)
        np.testing.assert_allclose(np.cov(some.T), spread, atol=0.35)


def test_draws_have_the_moments_of_their_likelihood(page: Page) -> None:
    logit = 2.0
    mean = 1 / (1 - np.exp(-logit)) - 1 / logit
    found = in_browser(
        page,
        "(() => { const normal = lab.seededNormals(3); const many = (value) =>"
        " new Float32Array(20000).fill(value); const { LIKELIHOOD_DRAWS: draw } = lab;"
        " return [draw.bernoulli({ p: many(0.3), normal }),"
        " draw.continuous_bernoulli({ a: many(2), normal }),"
        " draw.gaussian({ p: many(1), sigma: 0.5, normal }),"
        " draw.multinomial({ p: Float32Array.from([0, 3000, 1000]), normal })]"
        ".map((a) => Array.from(a)); })()",
    )
    bernoulli, continuous, gaussian, words = (np.array(values) for values in found)
    assert set(bernoulli) == {0, 1}
    assert bernoulli.mean() == pytest.approx(0.3, abs=0.015)
    assert continuous.mean() == pytest.approx(mean, abs=0.01)
    assert (gaussian.mean(), gaussian.std()) == pytest.approx((1, 0.5), abs=0.015)
    assert words.sum() == 4000
    assert words[0] == 0
    assert words[1] == pytest.approx(3000, abs=120)


def test_copies_are_found_and_ranked(page: Page, draws: np.random.Generator) -> None:
    rows = draws.normal(size=(500, 6)).astype(np.float32)
    samples = draws.normal(size=(4, 6)).astype(np.float32)
    samples[2] = rows[123]
    gaps = np.linalg.norm(samples[:, None] - rows, axis=2)
    percentiles = np.linspace(0.1, 4, 101)
    found = in_browser(
        page,
        "new Promise((done) => { const all = []; const training = { rows:"
        " Float32Array.from(given.rows.flat()), size: 6 };"
        " lab.searchCopies(training, given.percentiles,"
        " given.samples.map((row) => Float32Array.from(row)), (i, one) => { all[i] = one;"
        " if (i === 3) done(all); }); })",
        rows=rows,
        samples=samples,
        percentiles=percentiles,
    )
    assert [one["index"] for one in found] == gaps.argmin(axis=1).tolist()
    np.testing.assert_allclose([one["distance"] for one in found], gaps.min(axis=1), atol=1e-5)
    below = [(percentiles < distance).sum() for distance in gaps.min(axis=1)]
    assert [one["percentile"] for one in found] == np.clip(below, 0, 100).tolist()
    assert found[2]["percentile"] == 0


def test_sparsity_is_that_of_the_runs_own_report(page: Page, draws: np.random.Generator) -> None:
    values = draws.uniform(0, 1, (30, 20)).round(4)
    values[draws.uniform(size=values.shape) < 0.4] = 0
    values[0] = 0
    values[1, :10] = 0.001
    found = in_browser(
        page, "lab.sparsityOf(given.rows.map((row) => Float64Array.from(row)))", rows=values
    )
    wanted = sparsity(torch.as_tensor(values), grey=True)
    assert found == pytest.approx(wanted, abs=1e-6)
