"""Names of runs: a short family prefix and 56 random bits, safe in a URL and as a folder's name."""

import re
import secrets

PATTERN = re.compile(r"[a-z0-9-]{8,40}")
_PREFIXES = {"plain": "ae", "sparse": "sae", "variational": "vae"}


def new_id(family: str) -> str:
    """A fresh id such as `vae-3f9c0a51d2e884`; unknown families are prefixed `run`."""
    return f"{_PREFIXES.get(family, 'run')}-{secrets.token_hex(7)}"


def is_id(text: str) -> bool:
    """Whether `text` has the form of a run's id (`^[a-z0-9-]{8,40}$`)."""
    return PATTERN.fullmatch(text) is not None
