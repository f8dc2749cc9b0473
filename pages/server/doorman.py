"""Middleware around everything: the owner's cookie on pages, security headers on all answers."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from pages.owner import COOKIE, new_owner, owner_of

_LIFETIME = 400 * 24 * 3600  # the longest life that browsers grant a cookie, in seconds
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Doorman:
    """Plain ASGI, since Starlette's `BaseHTTPMiddleware` would hold event streams back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.policy = content_security_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cookie = _cookie(scope) if _is_navigation(scope) else None

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self.policy
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if cookie is not None:
                    headers.append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _is_navigation(scope: Scope) -> bool:
    """Whether a person opens a page; judged by the request, since a cached page answers 304."""
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("Accept", "")


def _cookie(scope: Scope) -> str:
    """The `Set-Cookie` that gives a newcomer an id, and prolongs the one a visitor has."""
    response = Response()
    response.set_cookie(
        COOKIE,
        owner_of(HTTPConnection(scope)) or new_owner(),
        max_age=_LIFETIME,
        httponly=True,
        samesite="lax",
        secure=scope["scheme"] == "https",
    )
    return response.headers["Set-Cookie"]


@cache
def content_security_policy() -> str:
    """The policy under which Streamlit and our components run, and nothing from elsewhere does."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    hashes = " ".join(_hash(script) for script in _INLINE_SCRIPT.findall(page))
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self' ws: wss:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'self'",
        ]
    )


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
