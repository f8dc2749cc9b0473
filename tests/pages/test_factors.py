"""What the page says of known factors: the table's numbers, and the protocol behind each score."""

import re

import numpy as np

from core.evaluation.disentanglement import gaps
from core.evaluation.protocols import FAST, TRAINED
from pages.widgets.latent.factors import scores, table

MATRIX = np.array([[0.9, 0.05], [0.1, 0.65], [0.02, 0.01]])
ENTROPY = np.array([1.0, 1.3])
DCI = {"disentanglement": 0.5, "completeness": 0.25, "informativeness": 0.75}


def rows(html: str) -> list[list[str]]:
    parts = re.findall(r"<tr.*?</tr>", html)
    return [re.findall(r">([\d.]+)</td>", part) for part in parts]


def test_latents_stand_by_kl_without_idle_ones_and_the_gaps_below() -> None:
    html = table(MATRIX, ENTROPY, ["shape", "<b>"], [1.0, 2.0, 0.001])
    assert rows(html)[1:3] == [["0.10", "0.65"], ["0.90", "0.05"]]
    assert rows(html)[3] == [f"{gap:.2f}" for gap in gaps(MATRIX, ENTROPY)]
    assert html.count("ll-best") == 2
    assert "z<sub>3</sub>" not in html
    assert "<b>" not in html.replace("&lt;b&gt;", "")


def test_one_latent_has_no_gap_and_without_a_kl_all_are_shown() -> None:
    assert "gap" not in table(MATRIX[:1], ENTROPY, ["a", "b"], None)
    assert len(rows(table(MATRIX, ENTROPY, ["a", "b"], None))) == 5


def test_every_score_says_its_protocol() -> None:
    test = {"mig": 0.31, "mig_points": 5000}
    assert len(scores(test, TRAINED.as_dict())) == 1
    test |= {"dci": DCI, "factor_score": 0.8, "factor_points": 1500}
    said = " ".join(scores(test, FAST.as_dict()))
    for text in ("MIG 0.31", "5,000", "completeness 0.25", "fast", "20 rounds", "1,500", "80 %"):
        assert text in said
