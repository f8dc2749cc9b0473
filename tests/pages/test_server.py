"""The server as a process: it starts, serves, and ends when asked, whoever is watching."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from core.runs import Library, RunFolder, append_row
from core.runs.status import Status, write_status
from core.spec import parse_spec
from tests.serving import Server

pytestmark = pytest.mark.process


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as one:
        yield one


def ask(server: Server, path: str) -> socket.socket:
    """A request by a browser that can decompress."""
    one = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip"]
    one.sendall("\r\n".join([*lines, "", ""]).encode())
    return one


def listen(server: Server, run: RunFolder) -> socket.socket:
    """An event stream, held open after its first status."""
    one = ask(server, f"/api/runs/{run.id}/events")
    seen = b""
    while b"event: status" not in seen:
        seen += one.recv(4096)
    return one


def run_of_this_process(server: Server) -> RunFolder:
    """A run that this test's own process claims to be training."""
    spec = parse_spec({"dataset": {"name": "mnist"}, "model": {"family": "plain"}})
    run = Library(server.runs).create(spec)
    write_status(run.status_file, Status("running", step=1, total=10))
    return run


def test_it_ends_at_once_while_three_watch(server: Server) -> None:
    run = run_of_this_process(server)
    workers = psutil.Process(server.process.pid).children(recursive=True)
    with ExitStack() as streams:
        for _ in range(3):
            streams.enter_context(listen(server, run))
        assert server.stop() < 3
    _, alive = psutil.wait_procs(workers, timeout=2)
    assert alive == []


def test_json_is_compressed_and_streams_are_not(server: Server) -> None:
    """An event in a compressor's buffer would arrive late; `listen` would time out."""
    run = run_of_this_process(server)
    for step in range(100):
        append_row(run.metrics_file, {"step": step, "epoch": 0.0, "train": {"objective": 1.0}})
    with ask(server, f"/api/runs/{run.id}/metrics") as one:
        assert b"content-encoding: gzip" in one.recv(4096).lower()
    with ask(server, f"/api/runs/{run.id}/events") as one:
        assert b"content-encoding" not in one.recv(4096).lower()
    listen(server, run).close()
