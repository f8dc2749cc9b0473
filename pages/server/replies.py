"""Answers of the routes: JSON, files by content, and refusals that say one sentence."""

import hashlib
import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

HASH_LENGTH = 16
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
_TYPES = {
    ".css": "text/css",
    ".json": "application/json",
    ".png": "image/png",
    ".safetensors": "application/octet-stream",
}


def content_hash(content: bytes) -> str:
    """What names a content in an address: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:HASH_LENGTH]


def as_json(request: Request, value: Any) -> Response:
    """`value` as JSON, revalidated by content at every request."""
    return _reply(request, encode(value).encode(), "application/json")


def as_file(request: Request, path: Path) -> Response:
    """A file's content, read at once; raises `FileNotFoundError`.

    It may be kept for good only when the address carries the content's own hash as `h`.
    """
    return _reply(request, path.read_bytes(), _TYPES[path.suffix])


def refusal(sentence: str, status: int = 404) -> Response:
    """A JSON object with the sentence under `error`."""
    headers = {"Cache-Control": "no-store"}
    return Response(encode({"error": sentence}), status, headers, "application/json")


def encode(value: Any) -> str:
    """Compact JSON that every browser reads; NaN and infinity are an error (`ValueError`)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _reply(request: Request, content: bytes, media_type: str) -> Response:
    name = content_hash(content)
    immutable = request.query_params.get("h") == name
    headers = {"ETag": f'"{name}"', "Cache-Control": _IMMUTABLE if immutable else _REVALIDATE}
    if name in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)
