"""Numbers of a summary by flat names."""

from core.lessons.numbers import numbers


def test_the_report_lends_the_means_of_outputs_to_the_test_side() -> None:
    rows = [
        {"of": "output", "what": "generated", "form": "mean", "zeros": 0.0, "dark": 0.4},
        {"of": "output", "what": "generated", "form": "draw", "zeros": 0.8, "dark": 0.8},
        {"of": "code", "what": "generated", "form": "mean", "zeros": 0.9},
    ]
    summary = {"test": {"fvu": 0.1}, "train": {"fvu": 0.05}, "sparsity_report": {"rows": rows}}
    assert numbers(summary) == {"fvu": 0.1, "generated_dark": 0.4}
    assert numbers(summary, "train") == {"fvu": 0.05}
    assert numbers({}) == {}
