"""Middleware that links our style sheet from Streamlit's page, so that nothing is drawn without it.

`st.html` would bring the same rules by a script of its own, seconds later on a slow machine: until
then, text on the accent colour is unreadable in dark.
"""

from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.paths import ASSETS
from pages.server.replies import as_file, content_hash

ADDRESS = "/brand/page.css"
_FILE = ASSETS / "brand" / "page.css"
_HEAD_ENDS = b"</head>"
# A page that is sent whole and plain can be added to: no compression, and no "not modified".
_PLAIN = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


def stylesheet(request: Request) -> Response:
    """The style sheet; kept for good by who asks for its present content."""
    return as_file(request, _FILE)


class Stylesheet:
    """Adds one `<link>` to the head of every page that a person opens."""

    def __init__(self, app: ASGIApp, file: Path = _FILE) -> None:
        self.app = app
        self.link = (
            f'<link rel="stylesheet" href="{ADDRESS}?h={content_hash(file.read_bytes())}" />'
        ).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("Accept", ""):
            await self.app(scope, receive, send)
            return
        headers = [one for one in scope["headers"] if one[0].lower() not in _PLAIN]
        await self.app({**scope, "headers": headers}, receive, _Linking(send, self.link))


class _Linking:
    """Sends an answer on; one that is a page is held until it is whole, and gets the link."""

    def __init__(self, send: Send, link: bytes) -> None:
        self.send = send
        self.link = link
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("Content-Type", "")
            if kind.startswith("text/html"):
                self.start = message
                return
        elif self.start is not None:
            self.body += message.get("body", b"")
            if message.get("more_body", False):
                return
            await self._finish(self.start)
            return
        await self.send(message)

    async def _finish(self, start: Message) -> None:
        body = self.body.replace(_HEAD_ENDS, self.link + _HEAD_ENDS, 1)
        MutableHeaders(scope=start)["Content-Length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})
