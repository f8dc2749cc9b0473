"""Runs made of files, a client for the routes, and a job manager that starts nothing."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from core.jobs import manager as jobs
from core.paths import ROOT
from core.runs import Library, RunFolder, Status, append_row, write_bytes, write_json
from core.runs.status import write_status
from core.spec import parse_spec
from pages.api import ROUTES
from pages.server.doorman import Doorman
from pages.server.lifespan import stopping
from pages.server.replies import content_hash

SPEC = {"dataset": {"name": "mnist"}, "model": {"family": "variational", "latent_dim": 2}}
PICTURE = b"\x89PNG not really a picture"


@pytest.fixture(autouse=True)
def null_jobs(monkeypatch: pytest.MonkeyPatch) -> jobs.NullManager:
    """No worker process starts in these tests."""
    monkeypatch.setattr(jobs, "_backend", None)
    return jobs.use_null_backend()


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The routes behind the middleware, without Streamlit."""
    stopping.clear()
    with TestClient(Starlette(routes=ROUTES, middleware=[Middleware(Doorman)])) as one:
        yield one


@pytest.fixture
def make_run(runs: Path) -> Callable[..., RunFolder]:
    """Makes a run with metrics at the given steps and a snapshot at the last of them."""

    def make(state: str = "finished", steps: tuple[int, ...] = (1, 2, 3), **info: Any) -> RunFolder:
        run = Library().create(parse_spec(SPEC), **info)
        for step in steps:
            append_row(run.metrics_file, {"step": step, "epoch": 0.1, "train": {"objective": 9.0}})
            append_row(run.timing_file, {"step": step, "seconds": step / 10})
        snapshot(run, steps[-1])
        (run.path / "probe").mkdir()
        write_bytes(run.path / "probe" / "inputs.png", PICTURE)
        write_json(run.path / "decoder.json", {"kind": "mlp"})
        write_status(run.status_file, Status(state, step=steps[-1], total=10))  # type: ignore[arg-type]
        return run

    return make


def snapshot(run: RunFolder, step: int) -> None:
    """Write a snapshot with one picture; its description last, as the trainer does."""
    folder = run.snapshot_path(step)
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / "reconstructions.png", PICTURE)
    files = {"reconstructions.png": content_hash(PICTURE)}
    write_json(folder / "meta.json", {"step": step, "epoch": 0.1, "files": files})


def parse_events(text: str) -> list[tuple[str, Any]]:
    """(event, data) of each server-sent event in `text`."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


@pytest.fixture
def opened(runs: Path) -> Callable[..., AppTest]:
    """Opens a page at a link, as a newcomer."""

    def open_(page: str, **query: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
        at.run()
        at.switch_page(f"{page}.py")
        for name, value in query.items():
            at.query_params[name.replace("__", ".")] = value
        at.run()
        assert not at.exception, at.exception
        return at

    return open_
