"""A press is obeyed though another event comes before the page has come to it."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.driving import opened, train, wait_for_state, watched_run
from tests.serving import Server

pytestmark = pytest.mark.browser

SHORT = (
    "dataset.name=digits&dataset.train_size=200&model.family=variational&model.latent_dim=2"
    "&training.epochs=3"
)


def press_and_turn(button: Locator, milliseconds: int) -> None:
    """Press the button and, so much later, turn a knob of the form: the script is stopped in its
    middle."""
    button.evaluate(
        """(button, milliseconds) => {
          const step = document.querySelector('[data-testid="stNumberInputStepUp"]');
          button.click();
          setTimeout(() => step.click(), milliseconds);
        }""",
        milliseconds,
    )


@pytest.mark.parametrize("name", ["Train", "New seed", "Same start again"])
def test_a_run_is_trained_though_a_knob_turns_at_once(
    page: Page, server: Server, name: str
) -> None:
    """One run for each press, and the page shows it.

    One press of three may be lost: Streamlit looks for the next event once more after it has taken
    one up, and before it has called anything of the page's (`SessionState.on_script_will_rerun`).
    """
    first = train(page, server.url, SHORT)
    wait_for_state(page, first, "finished")
    obeyed = 0
    for milliseconds in (30, 70, 110):
        before = len(list(server.runs.glob("vae-*")))
        opened(page, f"{server.url}/train?{SHORT}&run={first}")
        button = page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)
        press_and_turn(button, milliseconds)
        try:
            new = watched_run(page, other_than=first)
        except AssertionError:
            assert len(list(server.runs.glob("vae-*"))) == before, "a run that is not shown"
            continue
        wait_for_state(page, new, "finished")
        assert len(list(server.runs.glob("vae-*"))) == before + 1
        obeyed += 1
    assert obeyed >= 2
