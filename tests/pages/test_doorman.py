"""Cookie and security headers, on every kind of answer."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import file_util

from core.runs import RunFolder
from pages import owner
from pages.server.doorman import Doorman, content_security_policy

PAGE = {"Accept": "text/html,application/xhtml+xml"}


async def hello(request: Request) -> Response:
    if "If-None-Match" in request.headers:
        return Response(status_code=304)
    return HTMLResponse("hello")


@pytest.fixture
def door() -> TestClient:
    return TestClient(Starlette(routes=[Route("/", hello)], middleware=[Middleware(Doorman)]))


def test_a_newcomer_gets_an_id_for_400_days(door: TestClient) -> None:
    header = door.get("/", headers=PAGE).headers["set-cookie"]
    assert "HttpOnly" in header
    assert "SameSite=lax" in header
    assert "Max-Age=34560000" in header
    assert "Secure" not in header
    assert owner.owner_in(dict(door.cookies)) is not None


def test_a_visitor_keeps_the_id(door: TestClient) -> None:
    door.get("/", headers=PAGE)
    known = door.cookies[owner.COOKIE]
    door.get("/", headers=PAGE)
    assert door.cookies[owner.COOKIE] == known


def test_a_page_from_the_browsers_cache_sets_it_too(door: TestClient) -> None:
    answer = door.get("/", headers={**PAGE, "If-None-Match": '"page"'})
    assert answer.status_code == 304
    assert owner.COOKIE in answer.headers["set-cookie"]


@pytest.mark.parametrize("forged", ["", "me", "A" * 32, "0" * 31, "0" * 33, "../../etc"])
def test_a_malformed_id_is_replaced(door: TestClient, forged: str) -> None:
    answer = door.get("/", headers={**PAGE, "Cookie": f"{owner.COOKIE}={forged}"})
    assert len(answer.cookies[owner.COOKIE]) == 32


def test_over_https_the_cookie_is_secure(door: TestClient) -> None:
    door.base_url = "https://lab.example"  # type: ignore[assignment]
    assert "Secure" in door.get("/", headers=PAGE).headers["set-cookie"]


def test_no_cookie_on_what_is_no_page(
    client: TestClient, make_run: Callable[..., RunFolder]
) -> None:
    answer = client.get(f"/api/runs/{make_run().id}")
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_the_policy_allows_streamlits_inline_script_and_no_other() -> None:
    policy = content_security_policy()
    page = (Path(file_util.get_static_dir()) / "index.html").read_text()
    script = page.split("<script>")[1].split("</script>")[0]
    assert b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize(
    ("address", "headers", "local"),
    [
        (None, {"Host": "localhost:8501"}, True),
        (None, {"Host": "127.0.0.1:8501"}, True),
        (None, {"Host": "[::1]:8501"}, True),
        (None, {"Host": "localhost"}, True),
        (None, {}, False),
        (None, {"Host": "lab.example:8501"}, False),  # a proxy, or a rebound name
        (None, {"Host": "localhost", "x-forwarded-for": "203.0.113.9"}, False),
        ("203.0.113.9", {"Host": "localhost"}, False),
    ],
)
def test_who_sits_at_this_machine(
    address: str | None, headers: dict[str, str], local: bool
) -> None:
    assert owner._local(address, headers) is local
