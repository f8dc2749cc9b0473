"""Driving the program as a person does: what a journey reads and does, named once."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PATIENCE = 60_000  # milliseconds; CI machines are slow and shared


def opened(page: Page, url: str) -> None:
    """Go there and wait until the page's script has run to its end."""
    page.goto(url)
    settled(page)


def settled(page: Page) -> None:
    page.wait_for_selector(IDLE, timeout=PATIENCE)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def until(page: Page, expression: str, arg: Any = None, every: int = 150) -> None:
    """Wait until a JavaScript function answers true.

    `wait_for_function` would evaluate a string inside the page, which our policy forbids.
    """
    for _ in range(PATIENCE // every):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(every)
    raise AssertionError(f"Not within {PATIENCE / 1000:.0f} s: {expression} with {arg}")


def press(page: Page, name: str) -> None:
    """Press the main area's button of that exact name."""
    page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True).click()


def run_state(page: Page) -> Locator:
    """The cell of the status strip that says Waiting, Training, Paused, …"""
    return page.locator(".status dd").first


def watched_run(page: Page, other_than: str | None = None) -> str:
    """The id of the run that the Train page shows, from its link, once it is another one."""
    read = "() => new URLSearchParams(location.search).get('run')"
    until(page, f"before => (({read})() ?? before) !== before", other_than)
    return str(page.evaluate(read))


def train(page: Page, url: str, query: str) -> str:
    """Open the form of the server at `url` with these settings, press Train; the run that began.

    The page may show another run before: on the server's own machine also those of the command
    line, and other tests leave some.
    """
    opened(page, f"{url}/train?{query}")
    earlier = page.evaluate("() => new URLSearchParams(location.search).get('run')")
    press(page, "Train")
    return watched_run(page, other_than=earlier)


def last_step(page: Page, run: str) -> int:
    """The last step that the page's feed has drawn."""
    return int(
        page.evaluate("id => window.__latentlabFeeds?.get(id)?.rows.at(-1)?.step ?? -1", run)
    )


def last_drawn(page: Page, run: str) -> int:
    """The last step that its curves show, the row under way included."""
    return int(
        page.evaluate(
            """id => {
              const feed = window.__latentlabFeeds?.get(id);
              return feed?.draft?.step ?? feed?.rows.at(-1)?.step ?? -1;
            }""",
            run,
        )
    )


def wait_for_steps(page: Page, run: str, beyond: int) -> None:
    until(
        page,
        "([id, step]) => (window.__latentlabFeeds?.get(id)?.rows.at(-1)?.step ?? -1) > step",
        [run, beyond],
    )


def answer(page: Page, path: str) -> Any:
    """The JSON that a route answers to this browser."""
    return page.evaluate("path => fetch(path).then(r => r.json())", path)


def wait_for_state(page: Page, run: str, *states: str) -> None:
    until(
        page,
        """([id, states]) => fetch(`/api/runs/${id}`).then(r => r.json())
           .then(run => states.includes(run.status.state))""",
        [run, list(states)],
        every=400,
    )


def ink(canvas: Locator) -> float:
    """How much is drawn on a canvas: the mean of its alpha, 0..255."""
    return float(
        canvas.evaluate(
            """canvas => {
              const { width, height } = canvas;
              const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
              let sum = 0;
              for (let i = 3; i < data.length; i += 4) sum += data[i];
              return sum / (data.length / 4);
            }"""
        )
    )


def picture(canvas: Locator) -> str:
    """What a canvas shows, as text, to see whether it changed."""
    return str(canvas.evaluate("canvas => canvas.toDataURL()"))


def websocket_messages(page: Page) -> list[int]:
    """A list that grows by the size of every message the page sends to Python from now on."""
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    return sent
