"""A drawing, typed words or a row of a table through the encoder in the browser."""

from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from core.models.likelihoods import LIKELIHOODS
from core.models.likelihoods.gaussian_learned import GaussianLearned
from core.paths import COMPONENTS
from tests.browser.driving import PATIENCE, ink, opened, picture
from tests.browser.tiny import made
from tests.serving import Server

pytestmark = pytest.mark.browser

TWO = "vae-5e1d0f3a9b7c24"
RUN = """async ([text, given]) => {
  const lab = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return new Function("lab", "given", `return ${given.expression};`)(lab, given);
}"""


def in_browser(
    page: Page, files: tuple[str, ...], names: str, expression: str, **given: object
) -> Any:
    text = "\n".join((COMPONENTS / "shared" / f"{name}.js").read_text() for name in files)
    return page.evaluate(
        RUN, [f"{text}\nexport {{ {names} }};", {"expression": expression, **given}]
    )


def own(page: Page, server: Server, run: str) -> Locator:
    """The panel, once the encoder has said something, and the pad above it."""
    opened(page, f"{server.url}/latent?run={run}&view=input")
    found = page.locator(".own-input").first
    expect(found.locator(".own-about")).not_to_be_empty(timeout=PATIENCE)
    expect(page.locator(".pad-legend").first).not_to_be_empty(timeout=PATIENCE)
    return found


def draw(page: Page, found: Locator) -> None:
    """A stroke from the top of the paper to its bottom."""
    paper = found.locator(".own-paper")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 150, steps=8)
    page.mouse.up()
    page.wait_for_timeout(300)


def test_a_stroke_has_a_place_on_the_pad_and_a_reconstruction(page: Page, server: Server) -> None:
    found = own(page, server, TWO)
    marks = page.locator(".pad-marks").first
    mean = found.locator('canvas[aria-label="Reconstruction from the mean"]')
    before = picture(marks), picture(mean), found.locator(".own-about").inner_text()
    draw(page, found)
    assert ink(found.locator(".own-paper")) > 0
    after = picture(marks), picture(mean), found.locator(".own-about").inner_text()
    assert all(one != other for one, other in zip(before, after, strict=True))
    expect(found).to_contain_text("centre of mass is in the middle")
    expect(found).to_contain_text("nats (bernoulli)")


def test_sampling_again_changes_the_sample_and_not_the_mean(page: Page, server: Server) -> None:
    found = own(page, server, TWO)
    mean, sample = (
        found.locator(f'canvas[aria-label="Reconstruction from {what}"]')
        for what in ("the mean", "a sample of the code")
    )
    before = picture(mean), picture(sample)
    found.get_by_role("button", name="Sample again").click()
    expect(found).to_contain_text("sample 2 of its code")
    assert picture(mean) == before[0]
    assert picture(sample) != before[1]


def test_a_test_example_is_chosen_by_keyboard_and_pinned(page: Page, server: Server) -> None:
    found = own(page, server, TWO)
    example = found.get_by_role("button", name="Take test example").nth(4)
    example.focus()
    page.keyboard.press("Enter")
    label = str(example.get_attribute("aria-label")).removeprefix("Take t")
    expect(found).to_contain_text(f"T{label}")
    found.get_by_role("button", name="Put pin B on your input").click()
    pin = page.locator(".latent-pad").first.get_by_role("button", name="Put pin B here")
    expect(pin).to_have_attribute("aria-pressed", "true")


def test_words_are_counted_encoded_and_expected(page: Page, server: Server) -> None:
    run = made(
        server,
        dataset={"name": "docstrings", "train_size": 200, "validation_size": 40},
        model={"family": "variational", "latent_dim": 3},
    )
    found = own(page, server, run)
    expect(page.locator(".pad-main .pad-words li")).to_have_count(10)
    before = found.locator(".own-about").inner_text()
    found.locator("textarea").fill("array array axis qqqqq")
    expect(found).to_contain_text("3 of 4 words")
    expect(found).to_contain_text("perplexity per word")
    assert found.locator(".own-about").inner_text() != before
    page.set_viewport_size({"width": 390, "height": 844})
    nearest = page.get_by_text("Nearest test document").last
    nearest.evaluate("element => (element.textContent = 'scipy.' + 'distribution_'.repeat(8))")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0


def test_rows_of_a_table_are_features_with_their_deviation(page: Page, server: Server) -> None:
    run = made(
        server,
        dataset={"name": "breast_cancer"},
        model={"family": "variational", "latent_dim": 2},
    )
    found = own(page, server, run)
    first = page.locator(".pad-main .pad-features li").first
    expect(first).to_contain_text("mean radius")
    expect(first).to_contain_text("±")
    expect(found).to_contain_text("nats (gaussian)")


def test_a_plain_autoencoder_has_nothing_to_sample(page: Page, server: Server) -> None:
    run = made(
        server,
        dataset={"name": "digits", "train_size": 200, "validation_size": 40},
        model={"family": "plain", "latent_dim": 2},
    )
    found = own(page, server, run)
    expect(found).to_contain_text("no σ")
    expect(found.get_by_role("button", name="Sample again")).to_be_hidden()
    draw(page, found)
    expect(found).to_contain_text("where you drew it")


def test_it_goes_through_the_networks_of_the_scrubbed_step(page: Page, server: Server) -> None:
    run = made(
        server,
        dataset={"name": "digits", "train_size": 200, "validation_size": 40},
        model={"family": "variational", "latent_dim": 2},
    )
    found = own(page, server, run)
    mean = found.locator('canvas[aria-label="Reconstruction from the mean"]')
    code, trained = found.locator(".own-about").inner_text(), picture(mean)
    page.locator(".scrubber input").focus()
    page.keyboard.press("Home")
    expect(found).to_contain_text("Encoder and decoder as they were at step 0.")
    assert found.locator(".own-about").inner_text().split(";")[0] != code.split(";")[0]
    assert picture(mean) != trained
    page.keyboard.press("End")
    expect(found.locator(".own-about")).to_have_text(code)
    assert picture(mean) == trained


def test_runs_that_kept_no_encoders_say_so(page: Page, server: Server) -> None:
    found = own(page, server, f"{TWO}&step=163")
    expect(found).to_contain_text("this run kept no encoder of that moment")


def test_a_learned_sigma_is_shown_of_pad_and_input(page: Page, server: Server) -> None:
    run = made(
        server,
        dataset={"name": "digits", "train_size": 200, "validation_size": 40},
        model={"family": "variational", "latent_dim": 2, "likelihood": "gaussian_learned"},
    )
    found = own(page, server, run)
    expect(found).to_contain_text("nats (gaussian learned)")
    expect(found.locator(".sigma-view")).to_contain_text("its σ, learned for each pixel")
    beside = page.locator(".latent-pad .sigma-view canvas").first
    before = picture(beside)
    page.locator(".pad-marks").first.focus()
    for _ in range(6):
        page.keyboard.press("Shift+ArrowUp")
    page.keyboard.up("Shift")
    assert picture(beside) != before


def test_the_error_of_a_learned_sigma_is_the_likelihoods(page: Page) -> None:
    draws = np.random.default_rng(1)
    x, mean, free = draws.uniform(size=9), draws.uniform(size=9), draws.normal(size=9)
    likelihood = LIKELIHOODS["gaussian_learned"]()
    params = torch.tensor(np.concatenate((mean, free)))
    given = torch.tensor((255 * x + 0.5) / 256)
    expected = -float(likelihood.log_prob(given[None], params[None]))
    sigma = GaussianLearned.split(params)[1].exp()
    seen = in_browser(
        page,
        ("convolution", "network", "numbers", "parts", "example_error"),
        "EXAMPLE_NATS",
        "lab.EXAMPLE_NATS.gaussian_learned(given.x, { p: given.p, deviations: given.sigma })",
        x=x.tolist(),
        p=mean.tolist(),
        sigma=sigma.tolist(),
    )
    assert seen == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", ["bernoulli", "cross_entropy", "continuous_bernoulli", "gaussian"])
def test_the_error_is_the_likelihoods(page: Page, name: str) -> None:
    draws = np.random.default_rng(0)
    x, a = draws.uniform(size=9), 3 * draws.normal(size=9)
    a[0] = 1e-3
    sigma = 0.3
    likelihood = LIKELIHOODS[name](sigma=sigma) if name == "gaussian" else LIKELIHOODS[name]()
    expected = -float(likelihood.log_prob(torch.tensor(x)[None], torch.tensor(a)[None]))
    if likelihood.output_bound:  # the network's part, before its output map
        a = likelihood.output_bound * np.tanh(a / likelihood.output_bound)
    seen = in_browser(
        page,
        ("convolution", "network", "numbers", "parts", "example_error"),
        "EXAMPLE_NATS",
        f"lab.EXAMPLE_NATS.{name}(given.x, {{ a: given.a, p: given.a, sigma: given.sigma }})",
        x=x.tolist(),
        a=a.tolist(),
        sigma=sigma,
    )
    assert seen == pytest.approx(expected, abs=1e-4)


def test_a_drawing_is_averaged_down_and_centred(page: Page) -> None:
    ink_ = np.zeros((16, 24))
    ink_[0:4, 0:6] = 1.0
    expression = (
        "(() => { const to = lab.offsetToCentre(given.ink, 24, 16);"
        " return [to, Array.from(lab.averagedDown(given.ink, 24, 16, 4, [0, 0])),"
        " Array.from(lab.averagedDown(given.ink, 24, 16, 4, to))]; })()"
    )
    to, still, moved = in_browser(
        page,
        ("drawing_paper",),
        "offsetToCentre, averagedDown",
        expression,
        ink=ink_.ravel().tolist(),
    )
    assert to == [9, 6]
    means = ink_.reshape(4, 4, 6, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(np.reshape(still, (4, 6)), means)
    shifted = np.roll(ink_, (6, 9), axis=(0, 1)).reshape(4, 4, 6, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(np.reshape(moved, (4, 6)), shifted)
