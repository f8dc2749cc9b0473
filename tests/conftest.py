"""What all tests share: a library of their own, and the rule against skipping."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says something about the machine, not about the program.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

STRICT = os.environ.get("LATENT_LAB_CI") == "1"


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Arrays that processes share lie in a folder of these tests, not in the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runs folder, the one that this test's `runs_dir()` answers."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setenv("LATENT_LAB_RUNS", str(folder))
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for a browser or for other processes may try twice; the report names who did.

    A shared machine may stand still for longer than any patience. What fails twice has failed.
    """
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("process"):
            item.add_marker(pytest.mark.flaky(reruns=1))
        if item.get_closest_marker("browser"):  # a page that hangs answers no call, for ever
            item.add_marker(pytest.mark.timeout(300))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, Any]:
    report = yield
    return _strictly(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    report = yield
    return _strictly(report)


def _strictly(report: Any) -> Any:
    """In continuous integration nothing may be skipped: a missing browser, say, is a failure."""
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which LATENT_LAB_CI=1 forbids: {report.longrepr}"
    return report
