"""The page Reproductions: every record is on it, in words that hold."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from core.reproductions import Experiment, Number, Record, Reference, recorded
from core.spec import nested, parse_spec
from pages.widgets import reproductions as shown
from pages.widgets.link import from_query

THEIRS = Reference(105.3, "somebody", "memory")


def test_the_page_shows_every_record(opened: Callable[..., AppTest]) -> None:
    at = opened("reproductions")
    assert [one.value for one in at.header] == [record.title for record in recorded()]


def test_a_family_is_picked_by_its_name(opened: Callable[..., AppTest]) -> None:
    at = opened("reproductions", family="sparse")
    sparse = [record.title for record in recorded() if record.family == "sparse"]
    assert [one.value for one in at.header] == sparse
    assert 0 < len(sparse) < len(recorded())


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (Number.near("a", "elbo", THEIRS, 1.0), "± 1"),
        (Number("a", "elbo", reference=THEIRS, low=90, high=96), "90 to 96"),
        (Number("a", "elbo", low=-0.5), "at least −0.5"),
        (Number("a", "elbo", high=2), "at most 2"),
        (Number("a", "elbo"), ""),
    ],
)
def test_a_mark_in_words(number: Number, words: str) -> None:
    assert shown.mark(number) == words


def test_the_spread_is_that_of_the_seeds_else_of_the_examples() -> None:
    number = Number.near("a", "elbo", THEIRS, 1.0)
    assert shown.spread(number.found(1.0, 3.0)) == "mean of 2 seeds, 1 to 3"
    assert shown.spread(number.found(1.0, error=0.126)).startswith("± 0.13, standard error")
    assert shown.spread(number.found(1.0)) == ""


def test_verdicts_are_told_plainly_and_counted() -> None:
    number = Number.near("a", "elbo", THEIRS, 1.0)
    numbers = (number.found(105.0), number.found(110.0), number, Number("b", "fvu").found(0.1))
    words = [shown.verdict(one) for one in numbers]
    assert words == ["met", "missed", "not run yet", "no mark"]
    one = Record("x", "X", "sparse", "", "full", "", (Experiment("a", "", numbers),))
    assert shown.tally([one]) == {"met": 1, "missed": 1, "not run yet": 1}


def test_a_number_from_memory_says_so_beside_it() -> None:
    number = Number.near("a", "elbo", THEIRS, 1.0).found(105.0)
    record = Record("x", "X", "sparse", "", "full", "go", (Experiment("a", "", (number,)),))
    drawn = shown.table(record)["experiments"][0]["numbers"][0]
    assert (drawn["theirs"], drawn["how"]) == ("105.3", "quoted, not re-checked")


def test_a_number_of_something_else_is_never_in_the_column_of_theirs() -> None:
    other = Reference(0.1, "somebody", "read", "dSprites")
    number = Number("MIG", "mig", beside=(other,)).found(0.2)
    record = Record("x", "X", "variational", "", "full", "", (Experiment("a", "", (number,)),))
    drawn = shown.table(record)["experiments"][0]["numbers"][0]
    assert drawn["theirs"] == ""
    assert drawn["beside"][0]["of"] == "dSprites"


def test_specifications_open_on_train_as_they_are() -> None:
    for record in recorded():
        for one in record.experiments:
            link = shown.train_link(one.specification)
            assert bool(link) == bool(one.specification)
            if one.specification:
                query = dict(parse_qsl(urlsplit(link).query))
                again = parse_spec(nested(from_query(query))).as_dict()
                assert again == one.specification
