"""The frame in a real browser: every page opens first, looks whole, and says nothing bad."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from core.paths import COMPONENTS
from pages.widgets.component import script
from tests.serving import Server

pytestmark = pytest.mark.browser

PAGES = (
    "", "learn", "train", "sparse", "latent", "compare", "library", "data", "teachers",
    "reproductions",
)  # fmt: skip
TITLES = {
    "teachers": "For teachers · Latent Lab",
    "": "Latent Lab",
    "latent": "Latent space · Latent Lab",
}
FIRST = ("", "learn", "sparse", "compare")
"""Pages that are opened first on a server of their own, which takes a while."""
COOKIE = "latent_lab_owner"


@pytest.mark.process
@pytest.mark.parametrize("path", FIRST)
def test_a_page_opens_first_on_a_fresh_server(
    path: str, tmp_path: Path, page: Page, idle: Callable[[Page], None]
) -> None:
    """Nobody opened `/` before: the page still has its frame, its address and its title."""
    with Server(tmp_path) as server:
        page.goto(f"{server.url}/{path}")
        idle(page)
        expect(page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_count(len(PAGES))
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert urlsplit(page.url).path == f"/{path}"
        assert page.title() == TITLES.get(path, f"{path.capitalize()} · Latent Lab").replace(
            "Sparse ·", "Sparse codes ·"
        )


def test_a_visitor_has_one_id_and_another_visitor_another(
    server: Server, visitor: Callable[..., BrowserContext], idle: Callable[[Page], None]
) -> None:
    def identity(context: BrowserContext) -> str:
        tab = context.new_page()
        tab.goto(f"{server.url}/data")
        idle(tab)
        return next(one["value"] for one in context.cookies() if one["name"] == COOKIE)

    ada, alan = visitor(), visitor()
    assert identity(ada) == identity(ada)
    assert identity(ada) != identity(alan)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_anybody_out(
    path: str,
    scheme: str,
    server: Server,
    visitor: Callable[..., BrowserContext],
    idle: Callable[[Page], None],
) -> None:
    """axe finds nothing, on any page, in light and dark, while parts load and when they have."""
    tab = visitor(color_scheme=scheme, bypass_csp=True).new_page()
    tab.goto(f"{server.url}/{path}")
    idle(tab)
    for pause in (600, 3000):
        tab.wait_for_timeout(pause)
        found = Axe().run(tab).response["violations"]
        assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def test_nothing_is_drawn_before_the_style_is_there(
    server: Server, visitor: Callable[..., BrowserContext], idle: Callable[[Page], None]
) -> None:
    """Streamlit's own scripts may be late: the words on the accent colour are read all the same."""
    tab = visitor(color_scheme="dark").new_page()
    tab.route("**/Html.*.js", lambda _route: None)  # never answered
    tab.goto(f"{server.url}/compare")
    idle(tab)
    tag = tab.locator("[data-tag] span").first
    assert tag.evaluate("element => getComputedStyle(element).color") == "rgb(20, 23, 27)"


def test_a_visit_to_every_page_fetches_nothing_from_elsewhere_and_leaves_the_web_process_light(
    server: Server, page: Page, idle: Callable[[Page], None]
) -> None:
    """Nothing is blocked either; and afterwards: no torch, no umap, under 250 MB."""
    asked: list[str] = []
    blocked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: blocked.append(said.text) if "Policy" in said.text else None)
    for path in PAGES:
        page.goto(f"{server.url}/{path}")
        idle(page)
    assert blocked == []
    assert [url for url in asked if not url.startswith((server.url, "blob:", "data:"))] == []
    process = psutil.Process(server.process.pid)
    libraries = " ".join(one.path for one in process.memory_maps())
    assert not any(name in libraries for name in ("/torch/", "/llvmlite/", "/sklearn/"))
    assert process.memory_info().rss < 250e6


@pytest.mark.parametrize("path", PAGES)
def test_nothing_hangs_over_at_the_width_of_a_phone(
    path: str, server: Server, visitor: Callable[..., BrowserContext], idle: Callable[[Page], None]
) -> None:
    tab = visitor(viewport={"width": 390, "height": 800}).new_page()
    tab.goto(f"{server.url}/{path}")
    idle(tab)
    main = tab.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0


IMPORT = """async (text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return typeof (await import(address)).default;
  } catch (error) {
    return String(error);
  }
}"""


def test_every_component_is_a_module_that_loads(page: Page) -> None:
    """Shared files and component together: no name declared twice, no syntax error."""
    for path in sorted(COMPONENTS.glob("*.js")):
        assert page.evaluate(IMPORT, script(path.stem)) == "function", path.name
