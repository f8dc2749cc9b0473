"""Signatures of this server: HMAC-SHA256 over canonical JSON, with a key that stays here."""

import hashlib
import hmac
import json
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import BadInput
from core.lessons.record import FOLDER
from core.paths import runs_dir
from core.runs.files import saving

ALGORITHM = "HMAC-SHA256"
_KEY_BYTES = 32
_NAME = "signing.key"


def key_file(runs: Path | None = None) -> Path:
    """Where the key of these runs' server lies, beside the learners' records."""
    return Path(runs or runs_dir()) / FOLDER / _NAME


def key(runs: Path | None = None, *, create: bool = False) -> bytes | None:
    """The key, 32 bytes; None where there is none and `create` does not ask for one.

    It is made once, readable by its owner alone, and appears whole: of two processes that make one
    at the same time, one wins and both use it. Raises `BadInput` for a file that holds no key.
    """
    file = key_file(runs)
    if create and not file.exists():
        _make(file)
    try:
        text = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        text = ""
    if not re.fullmatch(rf"[0-9a-f]{{{2 * _KEY_BYTES}}}", text):
        raise BadInput(
            f"{file} holds no signing key: 64 hexadecimal digits. Restore it, or move "
            "it away, after which what it signed can no longer be checked."
        )
    return bytes.fromhex(text)


def key_name(secret: bytes) -> str:
    """What tells one server's signatures from another's: 12 hexadecimal digits of the SHA-256 of
    the key, from which it cannot be found."""
    return hashlib.sha256(secret).hexdigest()[:12]


def canonical(value: Any) -> bytes:
    """JSON of one form only: sorted keys, no spaces, UTF-8; NaN and infinity are a `ValueError`."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def signature(value: Any, secret: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) of the canonical JSON, in hexadecimal."""
    return hmac.new(secret, canonical(value), hashlib.sha256).hexdigest()


def is_signed(value: Any, claimed: str, secret: bytes) -> bool:
    """Whether the signature is that of the value, compared in constant time.

    What has no canonical form (an infinite number, half a character) was never signed.
    """
    try:
        expected = signature(value, secret)
    except (ValueError, RecursionError):
        return False
    return hmac.compare_digest(expected.encode(), claimed.encode())


def _make(file: Path) -> None:
    """A link to a whole file, which fails where somebody was first: nothing is ever replaced."""
    young = file.with_name(f".{file.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    with saving(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(young, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_hex(_KEY_BYTES))
                new.flush()
                os.fsync(new.fileno())
            with suppress(FileExistsError):
                os.link(young, file)
        finally:
            young.unlink(missing_ok=True)
