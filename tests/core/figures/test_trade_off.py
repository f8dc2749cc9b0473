"""The trade-off's axis says its numbers in full, and no more of them than have room."""

import pytest

from core.figures.trade_off import Mark, trade_off


def marks(*l0: float) -> list[Mark]:
    return [Mark(str(v), "", v, 0.5, None, None, "l1", "#000000") for v in l0]


@pytest.mark.parametrize(
    ("l0", "texts"),
    [
        ((1.7, 75.0), "1 2 5 10 20 50 100 200 500"),
        ((0.5, 1200.0), "0.1 1 10 100 1,000 10,000"),
    ],
)
def test_ticks_are_whole_numbers_of_one_scale(l0: tuple[float, ...], texts: str) -> None:
    assert list(trade_off(marks(*l0)).layout.xaxis.ticktext) == texts.split()


def test_other_axes_keep_their_own_ticks() -> None:
    assert trade_off(marks(3.0), x="fvu", y="mcc").layout.xaxis.ticktext is None
