"""The table in README.md names tests that exist."""

import re
from pathlib import Path

from core.paths import ROOT

HERE = Path(__file__).parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_each_row_names_a_test() -> None:
    lines = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")][1:]
    assert len(rows) > 20
    for row in rows:
        named = NAMED.search(row)
        assert named, row
        file, test = named.groups()
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), row
