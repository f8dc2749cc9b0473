"""Other methods by our measures, and where theory says that they agree with ours."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from core.data.prepared import Prepared, Split
from core.evaluation import peers
from core.evaluation.evaluate import evaluate
from core.evaluation.metrics import fvu
from core.evaluation.protocols import Peers
from core.spec import parse_spec
from core.training.clock import Clock
from core.training.session import Session

SMALL = Peers(300, 100, iterations=20)


@pytest.fixture(scope="module")
def data() -> peers.Data:
    x = (load_digits().data / 16).astype(np.float32)
    return peers.Data(x[:300], x[300:400])


def test_pca_reaches_the_eigenvalues_that_are_left(data: peers.Data) -> None:
    fit = peers.pca(data.train, 10)
    spectrum = PCA().fit(data.train).explained_variance_ratio_
    found = fvu(
        torch.as_tensor(data.train),
        torch.as_tensor(fit.decode(fit.encode(data.train))),
        torch.as_tensor(data.train.mean(axis=0)),
    )
    assert found == pytest.approx(spectrum[10:].sum(), rel=1e-4)


def test_a_run_with_a_dense_code_gets_methods_of_its_width(data: peers.Data) -> None:
    found = peers.measure(data, 10, None, SMALL, 0)
    assert list(found) == ["pca", "nmf"]
    assert found["pca"]["components"] == found["nmf"]["components"] == 10
    assert 0 < found["pca"]["fvu"] < found["nmf"]["fvu"] < 1
    assert found["pca"]["l0"] == 10
    assert found["nmf"]["zeros"] > 0.1
    assert found["pca"]["test_examples"] == 100


def test_a_sparse_run_gets_a_dictionary_of_equal_l0(data: peers.Data) -> None:
    found = peers.measure(data, 48, 8.0, SMALL, 0)
    assert found["pca"]["components"] == 8
    dictionary = found["dictionary_learning"]
    assert dictionary["components"] == 48
    assert dictionary["l0"] == pytest.approx(8, rel=0.1)
    assert dictionary["fvu"] < found["pca"]["fvu"]  # eight of 48, chosen anew for each example
    assert peers.measure(data, 48, 8.0, SMALL, 0)["dictionary_learning"]["fvu"] == pytest.approx(
        dictionary["fvu"]
    )


def test_nmf_is_left_out_of_data_with_a_sign(data: peers.Data) -> None:
    centred = peers.Data(data.train - 0.5, data.test - 0.5)
    assert list(peers.measure(centred, 4, None, SMALL, 0)) == ["pca"]


def test_known_atoms_are_looked_for() -> None:
    chance = np.random.default_rng(0)
    atoms, more = np.eye(6, dtype=np.float32), Peers(1500, 100, iterations=100)
    codes = (chance.random((1600, 6)) < 0.2) * (0.5 + chance.random((1600, 6)))
    x = (codes @ atoms).astype(np.float32)
    found = peers.measure(peers.Data(x[:1500], x[1500:], atoms), 6, 1.2, more, 0)
    assert found["dictionary_learning"]["mmcs"] > 0.8
    assert found["dictionary_learning"]["mcc"] > 0.8


def test_a_linear_autoencoder_finds_the_space_of_principal_components(data: peers.Data) -> None:
    """Baldi and Hornik (1989): squared error has no other minimum, and PCA is the best of all."""
    x = data.train
    split = Split(x, np.zeros(len(x), np.int64))
    prepared = Prepared(split, split, split, (8, 8), (), "digits", (0, 1))
    spec = parse_spec(
        {
            "dataset": {"name": "digits"},
            "model": {"family": "plain", "latent_dim": 5, "likelihood": "gaussian"},
            "network": {"hidden": []},
            "training": {"steps": 1500, "batch_size": 300, "learning_rate": 0.01, "device": "cpu"},
        }
    )
    session = Session(spec, prepared, torch.device("cpu"), Clock())
    for _ in range(session.total):
        session.advance()
    learned = evaluate(session.model.eval(), spec, prepared)["test"]["fvu"]
    whole = Peers(len(x), len(x), iterations=1)
    least = peers.measure(peers.Data(x, x), 5, None, whole, 0)["pca"]["fvu"]
    assert least - 1e-6 <= learned <= 1.01 * least
