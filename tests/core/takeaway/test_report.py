"""The report: whole in one file, right in its numbers, and proof against what people type."""

import json
import math
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from core.errors import BadInput
from core.paths import GALLERY
from core.quantities import quantity, written
from core.runs import Library, RunFolder
from core.runs.differing import differing
from core.spec import parse_spec
from core.takeaway.report import report
from core.takeaway.report.curves import Line, chart, constant, means, thinned, ticks
from core.takeaway.report.pictures import signed_ink, tiled, tiles_of

EXAMPLES = Library(gallery=GALLERY).examples()
DIGITS = {"dataset": {"name": "digits"}}
VAES = [run for run in EXAMPLES if run.spec.model.family == "variational"]


class Page(HTMLParser):
    """Collects the tags with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("run", EXAMPLES, ids=lambda run: run.id)
def test_a_report_needs_nothing_from_elsewhere(run: RunFolder) -> None:
    page = Page(report([run]))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "form"}
    for _, attributes in page.tags:
        embedded = "data:image/png;base64,"
        assert (attributes.get("src") or embedded).startswith(embedded)
        assert "href" not in attributes
    assert sum(tag == "img" for tag, _ in page.tags) >= 2
    assert all(attributes["alt"] for tag, attributes in page.tags if tag == "img")


def test_the_numbers_are_the_summary_s() -> None:
    (run, *_) = VAES
    summary = run.summary()
    assert summary is not None
    words = Page(report([run])).words
    for key in ("elbo", "kl", "fvu"):
        assert written(summary["test"][key], quantity(key)) in words
    assert quantity("elbo").help in words


def test_a_comparison_says_what_differs_and_what_is_proven_equal(tmp_path: Path) -> None:
    library = Library(tmp_path, gallery=None)
    runs = [
        library.create(
            parse_spec({**DIGITS, "model": {"family": "variational", "beta": beta}}), name
        )
        for beta, name in ((1, "a <b>&\"'"), (4, "a <b>&\"'"))
    ]
    assert differing(runs).sentence == "Only β differs (price of a nat of information)."
    for run in runs:
        run.update_info(hashes={"start": "s", "batches": "b"})
    found = differing(runs)
    assert found.paths == {"model.beta": (1.0, 4.0)}
    assert found.sentence.endswith(
        ": the same seed and, by their hashes, the same start and the same batches."
    )
    runs[1].update_info(hashes={"start": "s", "batches": "other"})
    assert differing(runs).same == ("the same start",)

    page = Page(report(runs))  # neither has begun
    assert not {"b"} & {tag for tag, _ in page.tags}
    assert f"a <b>&\"' ({runs[0].id[-4:]})" in page.words
    for sentence in ("no results yet", "Nothing has been logged", "No snapshot has been taken"):
        assert sentence in page.words


def test_runs_of_different_test_sets_are_told_apart(tmp_path: Path) -> None:
    changed = tmp_path / "vae-00000000000001"
    shutil.copytree(VAES[0].path, changed)
    summary = json.loads((changed / "summary.json").read_text())
    (changed / "summary.json").write_text(json.dumps(summary | {"test_set": "another"}))
    assert "do not compare" in report([VAES[0], RunFolder(changed)])
    assert "do not compare" not in report([VAES[0], VAES[0]])


def test_a_report_says_whose_numbers_they_are_after_early_stopping(tmp_path: Path) -> None:
    stopped = tmp_path / "vae-00000000000002"
    shutil.copytree(VAES[0].path, stopped)
    summary = json.loads((stopped / "summary.json").read_text())
    (stopped / "summary.json").write_text(json.dumps(summary | {"best_epoch": 4.0}))
    assert "numbers of epoch 4, the best by validation" in report([RunFolder(stopped)])
    assert "by validation" not in Page(report([VAES[0]])).words.split("As code")[0]


@pytest.mark.parametrize("run", EXAMPLES, ids=lambda run: run.id)
def test_only_a_posterior_has_a_mean_code(run: RunFolder) -> None:
    variational = run.spec.model.family == "variational"
    assert ("rebuilt from their mean code" in Page(report([run])).words) == variational


def test_a_report_is_about_some_run() -> None:
    with pytest.raises(BadInput, match="at least one run"):
        report([])


def test_thinning_keeps_ends_and_order() -> None:
    points = [(float(x), math.sin(x / 50)) for x in range(10_000)]
    thin = thinned(points, 50)
    assert len(thin) <= 100
    assert [x for x, _ in thin] == sorted(x for x, _ in thin)
    assert max(y for _, y in thin) == max(y for _, y in points)
    assert min(y for _, y in thin) == min(y for _, y in points)
    assert thinned([(0, math.nan), (1, 2.0)]) == [(1, 2.0)]


def test_means_lie_on_a_straight_line() -> None:
    points = [(float(x), 3.0 * x) for x in range(600)]
    assert all(y == pytest.approx(3 * x) for x, y in means(points))
    assert means(points[:50]) == []


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-150.2, -148.9), (1e-7, 3e-7), (0, 3750)])
def test_ticks_are_round_and_inside(low: float, high: float) -> None:
    found = ticks(low, high)
    assert 2 <= len(found) <= 10
    assert all(low - 1e-12 <= tick <= high * (1 + 1e-9) for tick in found)
    steps = np.diff(found)
    assert steps == pytest.approx(np.full(len(steps), steps[0]))


def test_a_chart_survives_what_is_not_finite_and_what_does_not_move() -> None:
    assert chart([Line("a", [(1, math.nan)], "run0")], "Loss") == ""
    assert "NaN" not in chart([Line("a", [(1, 2.0), (2, math.inf), (3, 2.0)], "run0")], "Loss")
    assert constant([Line("a", [(1, 2.0), (2, 2.0)], "x")]) == 2.0
    assert constant([Line("a", [(1, 2.0), (2, 2.1)], "x")]) is None


def test_tiles_are_cut_and_laid_out_again() -> None:
    grey = np.arange(24, dtype=np.uint8).reshape(4, 6)  # 2 rows of 3 tiles of 2×2, the last unused
    tiles = tiles_of(grey, {"height": 2, "width": 2, "columns": 3, "count": 5})
    assert tiles.shape == (5, 2, 2)
    assert tiles[4].tolist() == [[14, 15], [20, 21]]
    laid = tiled(tiles, 2)
    assert laid.shape == (10, 6)
    assert laid[4:6, 4:6].tolist() == tiles[3].tolist()
    assert (laid[2:4] == -1).all()


def test_signed_ink_is_nothing_at_zero_and_in_gaps() -> None:
    drawn = signed_ink(np.array([[128, 255, 1, -1]], np.int16))
    assert drawn[0, :, 3].tolist() == [0, 254, 254, 0]
    assert (drawn[0, 1, :3] != drawn[0, 2, :3]).any()
