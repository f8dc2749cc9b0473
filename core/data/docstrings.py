"""The documentation of scientific packages, as sparse counts of words."""

from core.data import text
from core.data.full import Progress
from core.data.prepared import Prepared, Split
from core.data.splitting import Indices, bundled_test_set, three_way
from core.spec import DatasetSpec


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """The bundled documents, split by document; nothing is downloaded and nothing made dense."""
    corpus = text.read()
    train, validation, test = three_way(spec, corpus.labels)
    return Prepared.of(
        spec,
        train=_split(corpus, train),
        validation=_split(corpus, validation),
        test=_split(corpus, test),
        test_set=bundled_test_set(spec),
        vocabulary=corpus.vocabulary,
    )


def _split(corpus: text.Corpus, index: Indices) -> Split:
    names = tuple(corpus.names[i] for i in index)
    return Split(corpus.counts[index], corpus.labels[index], names=names)
