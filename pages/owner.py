"""Who is at the browser: a random id in a cookie, no login; and whether it is this machine."""

import re
import secrets
from collections.abc import Mapping

import streamlit as st
from starlette.requests import HTTPConnection

COOKIE = "latent_lab_owner"
_OWNER = re.compile(r"[0-9a-f]{32}")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}
_SESSION_KEY = "owner_without_cookie"


def new_owner() -> str:
    """A fresh owner id: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def owner_in(cookies: Mapping[str, str]) -> str | None:
    """The owner id that a request's cookies carry, None when there is none or it is malformed."""
    given = cookies.get(COOKIE)
    # AppTest's cookies are no strings.
    return given if isinstance(given, str) and _OWNER.fullmatch(given) else None


def owner() -> str:
    """The owner id of this session.

    A browser that refuses cookies (and AppTest, which has none) gets an id for the session.
    """
    known = owner_in(st.context.cookies)
    if known is None:
        known = st.session_state.setdefault(_SESSION_KEY, new_owner())
    return known


def is_local() -> bool:
    """Whether this session's browser runs on the server's own machine."""
    return bool(st.context.headers) and _local(st.context.ip_address, st.context.headers)


def owner_of(request: HTTPConnection) -> str | None:
    """The owner id of a request to a route."""
    return owner_in(request.cookies)


def is_local_request(request: HTTPConnection) -> bool:
    """Whether a request to a route comes from a browser on the server's own machine."""
    host = request.client.host if request.client else None
    address = None if host in _LOOPBACK_NAMES else host
    return _local(address, {"Host": request.headers.get("host", ""), **request.headers})


def _local(address: str | None, headers: Mapping[str, str]) -> bool:
    """Streamlit reports a loopback address as None.

    A proxy on this machine also connects from loopback, so a forwarded request is never local, nor
    is one for a foreign host name (a public name, or one that was rebound to this machine).
    """
    host = headers.get("Host", "").rsplit("@")[-1]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    forwarded = any(header in headers for header in _FORWARDED)
    return address is None and not forwarded and name.lower() in _LOOPBACK_NAMES
