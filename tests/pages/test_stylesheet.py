"""The link to our style sheet: on pages, whole and once, and on nothing else."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.server.stylesheet import ADDRESS, Stylesheet, stylesheet

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
PAGE = "<html><head><title>é</title></head><body>" + "words " * 500 + "</head></body></html>"


async def page(request: Request) -> Response:
    if "If-None-Match" in request.headers:
        return Response(status_code=304)
    return HTMLResponse(PAGE, headers={"X-Kept": "yes"})


async def in_parts(request: Request) -> Response:
    return StreamingResponse(iter([PAGE[:20], PAGE[20:]]), media_type="text/html")


async def data(request: Request) -> Response:
    return JSONResponse({"text": "</head>"})


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/", page),
        Route("/parts", in_parts),
        Route("/data", data),
        Route(ADDRESS, stylesheet),
    ]
    around = [Middleware(Stylesheet), Middleware(GZipMiddleware)]
    return TestClient(Starlette(routes=routes, middleware=around))


@pytest.mark.parametrize("path", ["/", "/parts"])
def test_a_page_gets_the_link_once_and_keeps_everything_else(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER | {"Accept-Encoding": "gzip"})
    assert answer.text.count("<link") == 1
    start = answer.text.index("<link")
    end = answer.text.index(">", start) + 1
    assert answer.text[:start] + answer.text[end:] == PAGE
    assert answer.text[end:].startswith("</head><body>")
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_page_that_a_browser_kept_is_sent_again(client: TestClient) -> None:
    answer = client.get("/", headers=BROWSER | {"If-None-Match": '"old"'})
    assert answer.status_code == 200
    assert answer.headers["x-kept"] == "yes"


def test_the_link_leads_to_the_rules_for_good(client: TestClient) -> None:
    text = client.get("/", headers=BROWSER).text
    address = text[text.index(ADDRESS) :].split('"')[0]
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert "stMultiSelect" in answer.text


def test_what_is_no_page_is_left_alone(client: TestClient) -> None:
    assert client.get("/data", headers=BROWSER).json() == {"text": "</head>"}
    assert client.get("/", headers={"Accept": "*/*"}).text == PAGE
