"""Servers that end and workers that die while people watch: nothing lives on, nothing is lost."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.runs import RunFolder
from tests.browser.driving import (
    PATIENCE,
    opened,
    press,
    settled,
    train,
    wait_for_state,
    wait_for_steps,
)
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.process]

LONG = "dataset.name=digits&training.epochs=3000&model.family=sparse"


def begin(page: Page, server: Server) -> RunFolder:
    """Start a long run from the page and see its first rows."""
    run = train(page, server.url, LONG)
    wait_for_steps(page, run, 30)
    return RunFolder(server.runs / run)


def workers(server: Server) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children(recursive=True)


def gone_within(seconds: float, processes: list[psutil.Process]) -> bool:
    """Whether none of them runs any more; one that only waits to be reaped does not run."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(map(runs_still, processes)):
            return True
        time.sleep(0.05)
    return False


def runs_still(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_workers_go_with_the_server_and_the_run_goes_on_with_the_next(
    number: signal.Signals, tmp_path: Path, visitor: Callable[..., BrowserContext]
) -> None:
    """Three pages watch the run when the server ends."""
    context = visitor()
    with Server(tmp_path) as server:
        run = begin(context.new_page(), server)
        for _ in range(2):
            opened(context.new_page(), f"{server.url}/train?run={run.id}")
        alive = workers(server)
        assert alive
        server.process.send_signal(number)
        assert gone_within(2.0, alive)
        server.process.wait(10)
    kept = run.metrics()
    assert kept[-1]["step"] > 30
    with Server(tmp_path) as server:
        page = context.new_page()
        opened(page, f"{server.url}/train?run={run.id}")
        expect(page.get_by_role("alert")).to_contain_text(
            re.compile("press Resume", re.IGNORECASE), timeout=PATIENCE
        )
        assert run.metrics()[: len(kept)] == kept
        press(page, "Resume")
        wait_for_state(page, run.id, "running")
        wait_for_steps(page, run.id, kept[-1]["step"])
        assert run.metrics()[: len(kept)] == kept
        press(page, "Stop")
        wait_for_state(page, run.id, "stopped")


def test_a_killed_worker_is_told_and_the_run_resumed(page: Page, server: Server) -> None:
    run = begin(page, server)
    pid = run.raw_status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_for_state(page, run.id, "failed")
    page.wait_for_timeout(2500)
    settled(page)
    expect(page.get_by_role("alert")).to_contain_text("killed (signal 9)", timeout=PATIENCE)
    kept = run.metrics()
    with run.metrics_file.open("ab") as file:
        file.write(b'{"step": 99999, "torn')
    press(page, "Resume")
    wait_for_state(page, run.id, "running")
    wait_for_steps(page, run.id, kept[-1]["step"])
    assert run.metrics()[: len(kept)] == kept
    press(page, "Stop")
    wait_for_state(page, run.id, "stopped")


def test_a_run_that_explodes_says_why(page: Page, server: Server) -> None:
    run = train(
        page,
        server.url,
        "dataset.name=digits&model.family=variational"
        "&training.learning_rate=10&training.optimizer=sgd",
    )
    wait_for_state(page, run, "failed")
    time.sleep(2.5)
    settled(page)
    expect(page.get_by_role("alert")).to_contain_text("A smaller learning rate", timeout=PATIENCE)
