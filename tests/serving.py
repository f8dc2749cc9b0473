"""A real server in a process of its own, for tests and benchmarks."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from core.paths import ROOT


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`with Server(folder) as server:` runs `streamlit run app.py` on `server.url`.

    `folder` receives the runs (`server.runs`) and the log (`server.log`). Raises `RuntimeError`,
    with the log, when the server does not answer within `patience` seconds.
    """

    def __init__(
        self, folder: Path, env: Mapping[str, str] | None = None, patience: float = 60.0
    ) -> None:
        self.runs = folder / "runs"
        self.log = folder / "server.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = {**os.environ, "LATENT_LAB_RUNS": str(self.runs), **(env or {})}
        self._patience = patience

    def __enter__(self) -> Self:
        self.runs.mkdir(parents=True, exist_ok=True)
        flags = ["--server.port", str(self.port), "--server.headless", "true"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", *flags],
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._await_health()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.stop()

    def stop(self, patience: float = 20.0) -> float:
        """Ask it to end by SIGTERM; seconds until it has. Killed, and raises, after `patience`."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        return time.monotonic() - began

    def _await_health(self) -> None:
        until = time.monotonic() + self._patience
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.process.kill()
        self.process.wait()
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")
