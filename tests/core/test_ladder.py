"""The ladders of the trade-off plot as they ship, and the methods that stand on them."""

import json

import numpy as np
import pytest
from PIL import Image

from core import ladder
from core.evaluation import peers
from core.figures.trade_off import METHODS
from core.paths import ASSETS

SHIPPED = sorted(path.parent.name for path in (ASSETS / "data").glob("*/ladder.json"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_ladder_is_as_described(name: str) -> None:
    place = ASSETS / "data" / name
    described = json.loads((place / "ladder.json").read_text())
    dots = described["dots"]
    assert {dot["method"] for dot in dots} <= set(METHODS)
    assert {"l1", "topk", "pca"} <= {dot["method"] for dot in dots}
    assert all(0 <= dot["fvu"] < 1.1 and dot["l0"] > 0 for dot in dots)
    for method in ("topk", "pca"):
        rising = [dot for dot in dots if dot["method"] == method]
        assert rising == sorted(rising, key=lambda dot: dot["l0"])
        assert rising[0]["fvu"] > rising[-1]["fvu"]
    for what, each in (("atoms", "atoms"), ("reconstructions", "examples")):
        if sheet := described.get("sheets", {}).get(what):
            assert sheet["count"] == len(dots) * described[each]
            width, height = Image.open(place / sheet["file"]).size
            rows = -(-sheet["count"] // sheet["columns"])
            assert (width, height) == (sheet["columns"] * sheet["width"], rows * sheet["height"])


def test_the_fits_of_a_ladder_grow_and_leave_nmf_out_where_data_has_signs() -> None:
    x = np.random.default_rng(0).random((120, 10), dtype=np.float32)
    with peers.unfinished_allowed():
        kinds = [fit.name for fit in ladder._fits(x, 12)]
        signed = [fit.name for fit in ladder._fits(x - 0.5, 12)]
    assert kinds == ["pca"] * 3 + ["nmf"] * 3 + ["dictionary_learning"]
    assert signed == ["pca"] * 3 + ["dictionary_learning"]
