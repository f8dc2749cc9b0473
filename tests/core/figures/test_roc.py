"""ROC curves as drawn: what stands in the legend, and that the learner's own are told apart."""

from core.figures.roc import LINES, Scored, roc


def test_each_score_is_a_line_with_its_area_and_ones_own_are_thinner() -> None:
    example = Scored("negative_elbo", (0, 0.5, 1), (0, 1, 1), 0.75)
    own = Scored("negative_elbo", (0, 1), (0, 1), 0.5, own=True)
    guess, first, second = roc([example, own], "malignant").data
    assert guess.name == "Guessing"
    assert first.name == "Negative ELBO, AUC 0.750"
    assert second.name == "Yours: negative ELBO, AUC 0.500"
    assert first.line.width > second.line.width
    assert (first.mode, second.mode) == ("lines", "lines+markers")
    assert "malignant" in first.hovertemplate


def test_scores_differ_in_colour_and_dash() -> None:
    assert len({color for _, color, _ in LINES.values()}) == len(LINES)
    assert len({dash for _, _, dash in LINES.values()}) == len(LINES)
