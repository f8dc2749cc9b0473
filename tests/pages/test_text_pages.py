"""Pages with runs on text: words everywhere, and no picture is asked for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from core.paths import ROOT
from core.runs import Library, RunFolder
from core.spec import parse_spec
from core.training import train


@pytest.fixture
def text_run(runs: Path) -> Callable[[dict[str, object]], RunFolder]:
    """Trains a model on a few documents."""

    def make(model: dict[str, object]) -> RunFolder:
        given = {
            "dataset": {"name": "docstrings", "train_size": 60, "validation_size": 20},
            "model": model,
            "network": {"hidden": [4]},
            "training": {"steps": 2, "batch_size": 32, "device": "cpu"},
        }
        run = Library().create(parse_spec(given))
        train(run, threads=1)
        return run

    return make


def opened(page: str, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    at.run()
    at.switch_page(f"{page}.py")
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    parts = [*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning]
    return "\n".join(str(one.value) for one in parts) + "\n".join(h.value for h in at.html)


def test_the_data_page_shows_documents_words_and_whose_they_are() -> None:
    at = opened("data", dataset="docstrings")
    text = said(at)
    for word in ("11,535", "6,242", "NetworkX", "BSD 3-Clause", "What it looks like", "Its words"):
        assert word in text
    words = at.dataframe[0].value
    assert words["source"][0] == "NumPy"
    assert "graph" in words["most typical"][4]


def test_a_variational_run_is_explored_in_words(
    text_run: Callable[[dict[str, object]], RunFolder], client: TestClient
) -> None:
    run = text_run({"family": "variational", "latent_dim": 3})
    for page in ("train", "latent"):
        assert "Perplexity" in said(opened(page, run=run.id))
    at = opened("latent", run=run.id)
    views = at.get("button_group")
    offered = [option for group in views for option in getattr(group, "options", [])]
    assert "Interpolate" in offered
    (choice,) = [group for group in views if group.label == "View"]
    for view in ("Traverse", "Interpolate", "Sample", "KL", "Input", "Map"):
        at.session_state[choice.key] = view
        at.run()
        assert not at.exception, at.exception
    for name in ("probe/words.json", "test/words.json"):
        assert client.get(f"/api/runs/{run.id}/files/{name}").status_code == 200
    step = run.snapshot_steps()[-1]
    assert "samples" in client.get(f"/api/runs/{run.id}/snapshots/{step}/words.json").json()
    assert opened("home")


def test_a_sparse_run_serves_what_its_features_and_its_editor_read(
    client: TestClient, text_run: Callable[[dict[str, object]], RunFolder]
) -> None:
    run = text_run({"family": "sparse", "variant": "topk", "features": 16, "k": 4})
    other = text_run({"family": "sparse", "variant": "topk", "features": 16, "k": 2})
    text = said(opened("sparse", run=run.id))
    assert "Take a document." in text
    assert "Warm colours" not in text
    for name in ("features", "inputs"):
        url = f"/api/runs/{run.id}/files/test/{name}.safetensors"
        assert client.get(url).status_code == 200
    at = opened("compare", runs=f"{run.id},{other.id}")
    rebuilt = at.dataframe[-1].value
    assert len(rebuilt) == 8
    assert list(rebuilt.columns[:2]) == ["document", "its words"]
