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


def press_and_turn(button: Locator) -> None:
    """Press the button and turn a knob of the form, before the script has come to the press."""
    button.evaluate(
        """button => {
          const step = document.querySelector('[data-testid="stNumberInputStepUp"]');
          button.click();
          setTimeout(() => step.click(), 100);
        }"""
    )


@pytest.mark.parametrize("name", ["Train", "New seed", "Same start again"])
def test_a_run_is_trained_though_a_knob_turns_at_once(
    page: Page, server: Server, name: str
) -> None:
    first = train(page, server.url, SHORT)
    wait_for_state(page, first, "finished")
    opened(page, f"{server.url}/train?{SHORT}&run={first}")
    press_and_turn(page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True))
    watched_run(page, other_than=first)
