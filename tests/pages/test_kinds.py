"""Pages on trained runs whose codes are no Gaussians: nothing fails, no number without meaning."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.paths import ROOT
from core.runs import Library, RunFolder
from core.spec import parse_spec
from core.training import train
from pages.widgets import parts

KINDS: dict[str, dict[str, Any]] = {
    "sparse": {"latent_dim": 4, "spike": 0.7},
    "vq": {"latent_dim": 4, "groups": 2, "codebook": 6},
    "learned": {"objective": "beta", "latent_dim": 2, "likelihood": "gaussian_learned"},
}


def created(kind: str) -> RunFolder:
    """A tiny run, queued."""
    spec = {
        "dataset": {"name": "digits", "train_size": 200, "validation_size": 40},
        "model": {"family": "variational", **{"objective": kind}, **KINDS[kind]},
        "network": {"hidden": [12]},
        "training": {"epochs": 2, "device": "cpu"},
    }
    return Library().create(parse_spec(spec))


@pytest.fixture
def trained(runs: Path, request: pytest.FixtureRequest) -> RunFolder:
    """A tiny finished run of the kind asked for."""
    run = created(request.param)
    assert train(run, threads=1) == "finished"
    return run


def words(at: AppTest) -> str:
    parts = [*at.markdown, *at.caption, *at.info]
    return "\n".join(str(one.value) for one in parts) + "\n".join(h.value for h in at.html)


def opened(page: str, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    at.run()
    at.switch_page(f"{page}.py")
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    return at


@pytest.mark.parametrize(("trained", "there", "absent"), [
    ("sparse", ["Exact zeros", "Mean γ", "exactly 0 here"], ["Codebook perplexity"]),
    ("vq", ["Codebook perplexity", "Entries used", "entries of a codebook"], ["Active units"]),
    ("learned", ["Active units"], ["Codebook perplexity", "Mean γ"]),
], indirect=["trained"])  # fmt: skip
def test_the_latent_page_says_what_these_codes_are(
    trained: RunFolder, there: list[str], absent: list[str]
) -> None:
    at = opened("latent", run=trained.id)
    text = words(at)
    assert all(one in text for one in there), text
    assert not any(one in text for one in absent)
    (choice,) = [one for one in at.get("button_group") if one.label == "View"]
    names = choice.options
    assert "What the KL did" in names
    titles = {"What the KL did": "KL", "Your own input": "Input"}
    for name in names:
        choice.set_value(titles.get(name, name)).run()
        assert not at.exception, at.exception
        (choice,) = [one for one in at.get("button_group") if one.label == "View"]
    for page in ("train", "compare"):
        opened(page, **{"run" if page == "train" else "runs": trained.id})


@pytest.mark.parametrize(("kind", "prior"), [
    ("sparse", {"kind": "spike_and_slab", "spike": 0.7}),
    ("vq", {"kind": "codebook", "groups": 2}),
    ("learned", {"kind": "normal"}),
])  # fmt: skip
def test_the_browser_is_told_what_to_draw_codes_from(
    runs: Path, kind: str, prior: dict[str, Any]
) -> None:
    assert parts.prior(created(kind)) == prior
