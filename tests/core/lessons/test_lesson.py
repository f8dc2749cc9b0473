"""Lessons as files: what is valid, what is refused, and that every one shipped holds."""

from pathlib import Path

import pytest

from core.errors import BadInput
from core.lessons import ARC, Live, Prose, lesson, lessons
from core.lessons.lesson import read
from core.lessons.missions import condition
from core.quantities.definitions import QUANTITIES
from core.quantities.lessons import OF_LESSONS
from core.spec import labels, parse_spec

HEAD = """+++
title = "T"
question = "Q?"
group = "G"
minutes = 5
needs = "nothing"
sources = ["S"]
+++
"""
BODY = "Opening.\n" + "".join(f"\n## {heading}\nText.\n" for heading in ARC)
PART = '```live numbers\nruns = ["a"]\nkeys = ["fvu"]\n```\n'


def written(tmp_path: Path, text: str, name: str = "07_some_thing.md") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_prose_and_live_parts_come_in_their_order(tmp_path: Path) -> None:
    body = BODY.replace("## Experiment\nText.\n", f"## Experiment\nBefore.\n{PART}After.\n")
    found = read(written(tmp_path, HEAD + body))
    assert (found.slug, found.title, found.minutes) == ("some_thing", "T", 5)
    assert found.sections[""] == (Prose("Opening."),)
    assert found.sections["Experiment"] == (
        Prose("Before."),
        Live("numbers", {"runs": ["a"], "keys": ["fvu"]}),
        Prose("After."),
    )
    assert found.live("numbers") == [found.sections["Experiment"][1]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BODY, "must begin with a head"),
        (HEAD.replace('needs = "nothing"\n', "") + BODY, "lacks needs"),
        (HEAD.replace("+++\ntitle", "+++\nshoe = 1\ntitle") + BODY, "says too much: shoe"),
        (HEAD + BODY.replace("## Mission", "## Misson"), "headings"),
        (HEAD + BODY + "```live pad\nrun = \n```\n", "not valid TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        read(written(tmp_path, text))
    assert "07_some_thing.md" in str(refused.value)


def test_a_file_needs_a_number_and_a_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"03_dead_features\.md"):
        read(written(tmp_path, HEAD + BODY, "Some Thing.md"))


def test_an_unknown_lesson_names_the_nearest() -> None:
    with pytest.raises(BadInput, match="did you mean what_beta_trades"):
        lesson("what_beta_trade")


@pytest.mark.parametrize("slug", list(lessons()))
def test_every_lesson_asks_one_thing_and_has_missions_that_can_be_checked(slug: str) -> None:
    found = lessons()[slug]
    (asked,) = found.live("predict")
    options, because = asked.arguments["options"], asked.arguments["because"]
    assert len(options) == len(because) >= 2
    assert 0 <= asked.arguments["right"] < len(options)
    assert found.live("mission")
    for mission in found.live("mission"):
        for text in mission.arguments["reach"]:
            known_name(condition(text).name)
        parse_spec(dict(mission.arguments["start"]))
        assert mission.arguments["solution"], "a mission shows that it can be reached"
        for spec in mission.arguments["solution"]:
            parse_spec(dict(spec))
    assert found.sources
    assert 3 <= found.minutes <= 40


@pytest.mark.parametrize("slug", list(lessons()))
def test_formulas_on_lines_of_their_own_are_fenced_by_such_lines(slug: str) -> None:
    """KaTeX would show `$$a =` and what follows it as it stands, in red."""
    for blocks in lessons()[slug].sections.values():
        for block in blocks:
            if isinstance(block, Prose):
                assert all(line == "$$" for line in block.text.splitlines() if "$$" in line)


def known_name(name: str) -> None:
    for prefix in ("low.", "high.", "train."):
        name = name.removeprefix(prefix)
    assert name in {*QUANTITIES, *OF_LESSONS, *labels(), *KINDS}, name


KINDS = {"model.family", "model.variant", "model.objective", "dataset.name", "seconds"}


def test_missions_have_names_of_their_own() -> None:
    names = [m.arguments["name"] for one in lessons().values() for m in one.live("mission")]
    assert len(names) == len(set(names))
