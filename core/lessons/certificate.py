"""What a learner did, as a small signed file, and whether such a file is what this server wrote."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import BadInput
from core.lessons.lesson import Lesson, lessons
from core.lessons.record import Record
from core.lessons.signing import ALGORITHM, is_signed, key, key_name, signature
from core.spec.family import counted
from core.spec.knob import shown

KIND = "Latent Lab summary of finished missions"
VERSION = 1
PROVES = "It proves that this server wrote the file, not who sat at the keyboard."
_LARGEST = 1 << 20  # bytes; a summary of every lesson takes some ten thousand
NAME_LENGTH = 60
_HEX = {"key": re.compile(r"[0-9a-f]{12}"), "signature": re.compile(r"[0-9a-f]{64}")}
_KEYS = {"kind", "version", "name", "made", "lessons", "signed"}


def achievements(record: Record) -> list[dict[str, Any]]:
    """What a summary says of each lesson that was begun: the prediction, and finished missions."""
    found = []
    for slug, one in lessons().items():
        made = record.predictions.get(slug)
        missions = [
            {"name": name, "ask": str(block.arguments["ask"]), **record.missions[name]}
            for block in one.live("mission")
            if (name := str(block.arguments["name"])) in record.missions
        ]
        if made or missions:
            found.append(
                {
                    "lesson": slug,
                    "title": one.title,
                    "prediction": {"said": _option(one, made["choice"]), **made} if made else None,
                    "missions": missions,
                }
            )
    return found


def certificate(name: str, lessons: list[dict[str, Any]], runs: Path | None = None) -> bytes:
    """The signed summary of what somebody who calls themselves `name` did, as a JSON file.

    `lessons` are JSON objects, one each. The key of the server is made where there is none. Raises
    `BadInput` for an empty or overlong name.
    """
    secret = key(runs, create=True)
    assert secret is not None
    body = {
        "kind": KIND,
        "version": VERSION,
        "name": _clean(name),
        "made": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "lessons": lessons,
    }
    seal = {"algorithm": ALGORITHM, "key": key_name(secret), "signature": signature(body, secret)}
    text = json.dumps(body | {"signed": seal}, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode() + b"\n"


def verified(file: Path, runs: Path | None = None) -> dict[str, Any]:
    """The content of a summary that this server signed and nobody altered.

    Raises `BadInput` with a sentence that tells apart a file that is not there, is torn, is
    something else, comes from another server, or was altered.
    """
    content = _read(file)
    seal = content.pop("signed")
    secret = key(runs)
    if secret is None or seal["key"] != key_name(secret):
        here = f"this one’s is {key_name(secret)}" if secret else "this one has signed nothing yet"
        raise BadInput(
            f"{file.name} was signed by another server: its key is {seal['key']}, "
            f"{here}. Only the server that signed a file can check it."
        )
    if not is_signed(content, seal["signature"], secret):
        raise BadInput(
            f"{file.name} was altered after this server signed it: something in it, be "
            "it one digit, is not as it was."
        )
    return content


def in_a_line(content: Mapping[str, Any]) -> str:
    """A checked summary as one sentence, and what that proves."""
    predictions = [one["prediction"] for one in content["lessons"] if one.get("prediction")]
    right = sum(bool(one["right"]) for one in predictions)
    missions = sum(len(one.get("missions", [])) for one in content["lessons"])
    return (
        f"Valid: {content['name']}, {counted(missions, 'mission')} finished, {right} of "
        f"{counted(len(predictions), 'prediction')} right, signed by this server on "
        f"{content['made']}. {PROVES}"
    )


def _clean(name: str) -> str:
    """A name on one line; raises `BadInput` for none and for one that is too long."""
    whole = name.encode("utf-8", "ignore").decode()
    found = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", whole).split())
    if not found:
        raise BadInput("The summary needs the name of whose it is.")
    if len(found) > NAME_LENGTH:
        raise BadInput(f"A name has at most {NAME_LENGTH} characters here, not {len(found)}.")
    return found


def _option(lesson: Lesson, choice: int) -> str:
    """The words of a prediction that was made; a lesson may have been rewritten since."""
    options = lesson.live("predict")[0].arguments["options"]
    return str(options[choice]) if 0 <= choice < len(options) else ""


def _read(file: Path) -> dict[str, Any]:
    """The content of a file that has the form of a summary, its seal under `signed`."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise BadInput(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise BadInput(f"{file} is a folder, not a summary’s file.") from None
    if len(raw) > _LARGEST:
        raise BadInput(f"{file.name} is larger than any summary of Latent Lab: 1 MB.")
    try:
        content = json.loads(raw, object_pairs_hook=_once, parse_constant=_no_number)
    except _Twice as twice:
        raise BadInput(f"{file.name} was altered: it says {shown(str(twice))} twice.") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{file.name} is torn: it is no whole JSON. Download it again.") from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise BadInput(f"{file.name} is no summary of Latent Lab, but something else.")
    if content.get("version") != VERSION:
        given = shown(content.get("version"))
        raise BadInput(
            f"{file.name} is of another version of Latent Lab: form {given}, not {VERSION}."
        )
    seal = content.get("signed")
    sealed = isinstance(seal, dict) and all(
        isinstance(seal.get(name), str) and form.fullmatch(seal[name])
        for name, form in _HEX.items()
    )
    if set(content) != _KEYS or not sealed:
        raise BadInput(f"{file.name} was altered: it does not hold what a summary holds.")
    return content


class _Twice(Exception):
    """A JSON object names the same thing twice, so that readers could differ on what it says."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON.")
