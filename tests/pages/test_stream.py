"""Events of a run: everything once, in order, and an end."""

import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import anyio
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from core.runs import RunFolder, append_row, cut_rows
from core.runs.status import write_status
from pages.api import ROUTES
from pages.server.doorman import Doorman
from pages.server.lifespan import stopping
from pages.server.stream import Watch, events
from tests.pages.conftest import parse_events, snapshot

Make = Callable[..., RunFolder]


def set_state(run: RunFolder, state: str) -> None:
    write_status(run.status_file, replace(run.raw_status(), state=state))  # type: ignore[arg-type]


def append(run: RunFolder, step: int) -> None:
    append_row(run.metrics_file, {"step": step, "epoch": 1.0, "train": {"objective": 1.0}})


def names(news: list[tuple[str, object]]) -> list[str]:
    return [name for name, _ in news]


def test_a_finished_run_is_told_whole_and_ends(client: TestClient, make_run: Make) -> None:
    answer = client.get(f"/api/runs/{make_run().id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = parse_events(answer.text)
    assert names(told) == ["rows", "snapshot", "status", "end"]
    assert [row["step"] for row in told[0][1]["rows"]] == [1, 2, 3]
    assert told[0][1]["seconds"] == {"1": 0.1, "2": 0.2, "3": 0.3}
    assert told[-1][1]["state"] == "finished"


def test_after_a_step_only_later_rows_but_that_steps_snapshot(
    client: TestClient, make_run: Make
) -> None:
    told = parse_events(client.get(f"/api/runs/{make_run().id}/events?after=3").text)
    assert names(told) == ["snapshot", "status", "end"]


def test_a_running_run_is_followed_to_its_end(client: TestClient, make_run: Make) -> None:
    run = make_run("running")

    def train() -> None:
        for step in (4, 5):
            time.sleep(0.3)
            append(run, step)
        snapshot(run, 5)
        append(run, 6)
        set_state(run, "finished")

    trainer = threading.Thread(target=train)
    trainer.start()
    told = parse_events(client.get(f"/api/runs/{run.id}/events").text)
    trainer.join()
    steps = [row["step"] for name, data in told if name == "rows" for row in data["rows"]]
    assert steps == [1, 2, 3, 4, 5, 6]
    assert [data["step"] for name, data in told if name == "snapshot"] == [3, 5]
    assert names(told)[-1] == "end"
    assert [data["state"] for name, data in told if name == "status"] == ["running", "finished"]


def test_nothing_is_told_twice(make_run: Make) -> None:
    run = make_run("running")
    watch = Watch(run, -1)
    assert names(watch.news()) == ["rows", "snapshot", "status"]
    assert watch.news() == []


def test_a_heartbeat_alone_is_no_news(make_run: Make) -> None:
    run = make_run("running")
    watch = Watch(run, -1)
    watch.news()
    write_status(run.status_file, replace(run.raw_status(), heartbeat=99))
    assert watch.news() == []


def test_a_torn_line_waits_and_a_resumed_run_repeats_nothing(make_run: Make) -> None:
    run = make_run("running")
    watch = Watch(run, -1)
    watch.news()
    with run.metrics_file.open("ab") as file:
        file.write(b'{"step":4,"ep')
    assert watch.news() == []
    cut_rows(run.metrics_file, 2)  # as a resume from step 2 does
    for step in (3, 4):
        append(run, step)
    ((_, told),) = watch.news()
    assert [row["step"] for row in told["rows"]] == [4]


@pytest.mark.parametrize("state", ["paused", "stopped", "failed", "interrupted"])
def test_a_run_that_stands_still_ends_the_stream(make_run: Make, state: str) -> None:
    assert names(Watch(make_run(state), -1).news())[-1] == "end"


def apart(work: Callable[[], Awaitable[Any]]) -> Any:
    """Run it on an event loop in a thread of its own: Playwright's holds the main thread's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, work).result()


def test_a_stopping_server_ends_the_stream(make_run: Make) -> None:
    run = make_run("running")
    stopping.clear()

    async def listen() -> list[str]:
        told = []
        with anyio.fail_after(5):
            async for text in events(run, -1):
                told.append(text)
                if "event: status" in text:
                    stopping.set()
        return told

    assert "event: end" not in "".join(apart(listen))
    stopping.clear()


def test_a_watcher_who_leaves_ends_the_stream(make_run: Make) -> None:
    """Otherwise every tab ever closed would go on reading the run's folder."""
    run = make_run("running")
    stopping.clear()
    told = anyio.Event()
    path = f"/api/runs/{run.id}/events"
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}

    async def receive() -> dict[str, str]:
        await told.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if b"event: status" in message.get("body", b""):
            told.set()

    async def visit() -> None:
        with anyio.fail_after(5):
            await Starlette(routes=ROUTES, middleware=[Middleware(Doorman)])(scope, receive, send)

    apart(visit)
