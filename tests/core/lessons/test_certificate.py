"""The signed summary: valid as written, and each way of being invalid told in its own sentence."""

import hashlib
import hmac
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.errors import BadInput
from core.lessons.certificate import certificate, in_a_line, verified
from core.lessons.signing import canonical, key, key_file, key_name, signature
from core.paths import ROOT

LESSONS: list[dict[str, Any]] = [
    {
        "lesson": "beta",
        "title": "What β trades",
        "prediction": {"choice": 1, "right": True, "at": "2026-11-23T05:00:00Z"},
        "missions": [{"name": "three", "runs": ["vae-1"], "values": {"kl": 12.345678901234}}],
    }
]  # fmt: skip


@pytest.fixture
def file(runs: Path, tmp_path: Path) -> Path:
    path = tmp_path / "summary.json"
    path.write_bytes(certificate("Ada Lovelace", LESSONS))
    return path


def problem(file: Path, content: bytes | str) -> str:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadInput) as caught:
        verified(file)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_what_was_signed_is_valid(file: Path) -> None:
    content = verified(file)
    assert content["name"] == "Ada Lovelace"
    assert content["lessons"] == LESSONS
    assert in_a_line(content).startswith(
        "Valid: Ada Lovelace, 1 mission finished, 1 of 1 prediction right, signed by this server"
    )
    assert "not who sat at the keyboard" in in_a_line(content)


def test_other_spaces_and_another_order_of_keys_change_nothing(file: Path) -> None:
    content = json.loads(file.read_bytes())
    file.write_text(json.dumps(dict(reversed(content.items()))))
    assert verified(file)["lessons"] == LESSONS


def test_one_digit_more_is_an_alteration(file: Path) -> None:
    assert "was altered" in problem(file, file.read_text().replace("12.345678901234", "12.34"))


def test_another_name_is_an_alteration(file: Path) -> None:
    assert "was altered" in problem(file, file.read_text().replace("Ada", "Bob"))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.98])
def test_a_torn_file_is_told(file: Path, share: float) -> None:
    whole = file.read_bytes()
    assert "is torn" in problem(file, whole[: int(share * len(whole))])


@pytest.mark.parametrize(("content", "sentence"), [
    ("[]", "is no summary"), ('{"kind": "a recipe"}', "is no summary"), ("\x00", "is torn"),
    ("[" * 100_000, "is torn"), (b"\xff\xfe", "is torn"), (" " * 2_000_000, "is larger than"),
])  # fmt: skip
def test_what_is_something_else_is_told(file: Path, content: str | bytes, sentence: str) -> None:
    assert sentence in problem(file, content)


def test_a_summary_of_another_server_is_foreign(file: Path, tmp_path: Path) -> None:
    content = certificate("Ada", LESSONS, tmp_path / "other")
    assert "was signed by another server" in problem(file, content)
    with pytest.raises(BadInput, match="this one has signed nothing yet"):
        verified(file, tmp_path / "empty")
    assert not (tmp_path / "empty").exists()


@pytest.mark.parametrize("change", [
    {"extra": 1}, {"signed": None}, {"signed": {"key": "\x1b[2J", "signature": "0"}},
])  # fmt: skip
def test_a_seal_of_another_form_is_an_alteration(file: Path, change: dict[str, Any]) -> None:
    content = json.loads(file.read_bytes()) | change
    said = problem(file, json.dumps(content))
    assert "was altered" in said
    assert "\x1b" not in said


def test_the_same_key_twice_is_an_alteration(file: Path) -> None:
    twice = file.read_text().replace('"name": "Ada', '"name": "Eve", "name": "Ada', 1)
    assert 'it says "name" twice' in problem(file, twice)


@pytest.mark.parametrize("value", ["1e999", '"\\ud800"', "[" * 500 + "]" * 500])
def test_values_without_a_canonical_form_are_alterations(file: Path, value: str) -> None:
    assert "was altered" in problem(file, file.read_text().replace("12.345678901234", value))


def test_another_version_is_told(file: Path) -> None:
    assert "another version" in problem(
        file, file.read_text().replace('"version": 1', '"version": 9')
    )


@pytest.mark.parametrize(
    ("name", "kept"), [("  Ada \n Lovelace ", "Ada Lovelace"), ("李\ud800", "李")]
)
def test_names_are_cleaned(runs: Path, name: str, kept: str) -> None:
    assert json.loads(certificate(name, []))["name"] == kept


@pytest.mark.parametrize("name", ["", " \n", "x" * 61])
def test_a_name_is_needed(runs: Path, name: str) -> None:
    with pytest.raises(BadInput):
        certificate(name, [])


def test_canonical_json_is_of_one_form() -> None:
    assert canonical({"b": [1.0, "é"], "a": None}) == '{"a":null,"b":[1.0,"é"]}'.encode()
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_the_signature_is_hmac_sha256_of_the_canonical_json() -> None:
    assert signature("x", b"k" * 32) == hmac.digest(b"k" * 32, b'"x"', hashlib.sha256).hex()


def test_the_key_is_made_once_for_its_owner_alone(runs: Path) -> None:
    assert key() is None
    first = key(create=True)
    assert first is not None
    assert len(first) == 32
    assert key(create=True) == key() == first
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    assert [one.name for one in key_file().parent.iterdir()] == ["signing.key"]
    assert key_name(first) not in key_file().read_text()


def test_processes_that_make_the_key_at_once_agree(runs: Path) -> None:
    script = "from core.lessons.signing import key; print(key(create=True).hex())"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    made = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=env, cwd=ROOT)
        for _ in range(4)
    ]
    assert len({one.communicate(timeout=60)[0] for one in made}) == 1
    assert [one.name for one in key_file().parent.iterdir()] == ["signing.key"]


@pytest.mark.parametrize("content", [b"", b"12ab", b"\xff" * 64])
def test_a_spoilt_key_is_told_and_never_replaced(runs: Path, content: bytes) -> None:
    key_file().parent.mkdir(parents=True)
    key_file().write_bytes(content)
    with pytest.raises(BadInput, match="holds no signing key"):
        key(create=True)
    assert key_file().read_bytes() == content


def test_the_command_says_valid_or_why_not(
    file: Path, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(file)]) == 0
    assert capsys.readouterr().out.startswith("Valid: Ada Lovelace")
    assert main(["verify", str(file), "--runs", str(runs / "elsewhere")]) == 2
    assert "another server" in capsys.readouterr().err
    file.write_text(file.read_text().replace("12.3", "12.4"))
    assert main(["verify", str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    for missing in (file.with_name("none.json"), file.parent):
        assert main(["verify", str(missing)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
