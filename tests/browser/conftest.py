"""One server and one Chromium for the whole session; a fresh, empty visitor for each test."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.serving import Server

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
WIDE = {"width": 1280, "height": 900}
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with an empty library: `server.url`, `server.runs`, `server.log`."""
    with Server(tmp_path_factory.mktemp("server")) as one:
        yield one


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    if executable is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield one
        one.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts (`visitor(color_scheme="dark")`): people with cookies of their own."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**({"viewport": WIDE} | options))  # type: ignore[arg-type]
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(visitor: Callable[..., BrowserContext]) -> Page:
    """A blank tab of a newcomer."""
    return visitor().new_page()


@pytest.fixture
def idle() -> Callable[[Page], None]:
    """Waits until a page's script has run to its end: `idle(page)`."""

    def wait(page: Page) -> None:
        page.wait_for_selector(IDLE, timeout=30_000)

    return wait
