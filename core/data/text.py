"""Documents as bags of words: how a corpus is stored, and read back as sparse counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.paths import ASSETS

FILE = ASSETS / "data" / "docstrings.npz"


@dataclass(frozen=True)
class Corpus:
    """`counts` float32 CSR [documents, words], whole numbers; `labels` int64 [documents] into
    `versions` (title → version of each source, in the order of the labels).

    `names` name the documents, `vocabulary` the words, from the most widespread to the rarest.
    """

    counts: sparse.csr_array
    labels: NDArray[np.int64]
    names: tuple[str, ...]
    vocabulary: tuple[str, ...]
    versions: Mapping[str, str]


def save(corpus: Corpus, path: Path) -> None:
    """Write a corpus; equal corpora give equal bytes. Counts above 255 are not expected."""
    counts = corpus.counts
    assert counts.data.max() <= np.iinfo(np.uint8).max, "a count does not fit in a byte"
    assert counts.shape[1] <= np.iinfo(np.uint16).max + 1, "too many words for 16 bits"
    np.savez_compressed(
        path,
        columns=counts.indices.astype(np.uint16),
        counts=counts.data.astype(np.uint8),
        lengths=np.diff(counts.indptr).astype(np.uint16),
        labels=corpus.labels.astype(np.uint8),
        names=_packed(corpus.names),
        vocabulary=_packed(corpus.vocabulary),
        versions=_packed(f"{title}={version}" for title, version in corpus.versions.items()),
    )


def read(path: Path = FILE) -> Corpus:
    """The corpus in a file that `save` wrote."""
    with np.load(path, allow_pickle=False) as archive:
        names, vocabulary, versions = (
            archive[key].tobytes().decode().split("\n")
            for key in ("names", "vocabulary", "versions")
        )
        starts = np.concatenate([[0], np.cumsum(archive["lengths"], dtype=np.int64)])
        values = archive["counts"].astype(np.float32)
        columns = archive["columns"].astype(np.int64)
        shape = (len(names), len(vocabulary))
        return Corpus(
            counts=sparse.csr_array((values, columns, starts), shape=shape),
            labels=archive["labels"].astype(np.int64),
            names=tuple(names),
            vocabulary=tuple(vocabulary),
            versions=dict(entry.split("=", 1) for entry in versions),
        )


def _packed(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)
