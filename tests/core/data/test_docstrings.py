"""The documents are what their description says, and counted as it says."""

import ast
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from core.catalogue import CATALOGUE
from core.data import load, text
from core.data.docstrings_build import (
    LEAST_DOCUMENTS,
    LEAST_WORDS,
    Document,
    corpus_of,
    documents_in,
    words_of,
)
from core.spec import parse_spec

MODULE = '''
def shown(x):
    """Shown to all."""

def _hidden(x):
    """Hidden from all."""

class Thing:
    """A class is no function."""

    def method(self):
        """What a method does."""

    def undocumented(self): ...

add_newdoc("numpy", "add", """Written in C.""")
add_docstr(torch.abs, """Absolute value.""")
add_docstr(torch.put_together, "{} joined".format(1))
'''


def test_public_functions_methods_and_those_of_c_are_documents():
    found = {d.name: d.text for d in documents_in(ast.parse(MODULE), "p.m", "p")}
    assert found == {
        "p.m.shown": "Shown to all.",
        "p.m.Thing.method": "What a method does.",
        "p.add": "Written in C.",
        "p.abs": "Absolute value.",
    }


def test_words_are_lower_case_and_no_stop_words():
    assert words_of("The FFT of an x2 array, arrays and N-D.") == ["fft", "array", "arrays"]


def test_rare_words_short_documents_and_copies_are_left_out():
    alphabet = ["w" + letter * 3 for letter in "abcdefghijklmnop"]
    common = " ".join(alphabet)
    texts = [f"{common} {common[:4]} {alphabet[i]}" for i in range(LEAST_DOCUMENTS)]
    texts += [texts[0], "waaa wbbb", f"{common} seldom"]
    corpus = corpus_of(Document(str(i), "numpy", text) for i, text in enumerate(texts))
    assert "seldom" not in corpus.vocabulary
    assert corpus.names == (*map(str, range(LEAST_DOCUMENTS)), str(len(texts) - 1))
    assert corpus.counts[[0]].sum() == len(alphabet) + 2
    assert (np.diff(corpus.counts.indptr) >= LEAST_WORDS).all()


def test_a_corpus_comes_back_as_it_was_saved(tmp_path: Path):
    corpus = text.Corpus(
        counts=sparse.csr_array(np.array([[0, 2, 0], [1, 0, 3]], np.float32)),
        labels=np.array([1, 0]),
        names=("a.b", "c.d"),
        vocabulary=("one", "two", "three"),
        versions={"A": "1.0", "B": "2"},
    )
    text.save(corpus, tmp_path / "corpus.npz")
    again = text.read(tmp_path / "corpus.npz")
    assert (again.counts.toarray() == corpus.counts.toarray()).all()
    assert again.labels.tolist() == [1, 0]
    assert (again.names, again.vocabulary) == (corpus.names, corpus.vocabulary)
    assert again.versions == corpus.versions


def test_what_ships_is_small_and_true_to_the_catalogue():
    entry, corpus = CATALOGUE["docstrings"], text.read()
    assert text.FILE.stat().st_size < 1_500_000
    assert corpus.counts.shape == (entry.bundled.total, entry.dimension)
    assert len(set(corpus.vocabulary)) == len(corpus.vocabulary) == entry.dimension
    assert len(corpus.versions) == entry.classes
    for version in corpus.versions.values():
        assert version.partition("+")[0] in entry.origin
    assert (corpus.counts.data >= 1).all()
    assert (corpus.counts.data == corpus.counts.data.round()).all()
    assert corpus.counts.nnz / np.prod(corpus.counts.shape) < 0.01


def test_loading_keeps_it_sparse_and_names_the_documents():
    spec = parse_spec({"dataset": {"name": "docstrings"}, "model": {"family": "plain"}}).dataset
    prepared = load(spec)
    assert isinstance(prepared.train.x, sparse.csr_array)
    assert len(prepared.vocabulary) == prepared.train.x.shape[1]
    corpus = text.read()
    place = corpus.names.index(prepared.test.names[0])
    assert (corpus.counts[[place]].toarray() == prepared.test.x[[0]].toarray()).all()
    assert corpus.labels[place] == prepared.test.y[0]


@pytest.mark.parametrize("likelihood", ["bernoulli", "continuous_bernoulli", "cross_entropy"])
def test_counts_fit_no_likelihood_of_grey_values(likelihood: str):
    from core.errors import BadInput

    model = {"family": "plain", "likelihood": likelihood}
    with pytest.raises(BadInput, match=f"{likelihood} needs data in .0, 1., but docstrings is not"):
        parse_spec({"dataset": {"name": "docstrings"}, "model": model})
    with pytest.raises(BadInput, match=r"multinomial needs counts .*, but mnist is a set of"):
        parse_spec({"dataset": {"name": "mnist"}, "model": {**model, "likelihood": "multinomial"}})
