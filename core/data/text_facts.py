"""What the pages show of a set of documents: its words, how common and how telling they are."""

from typing import Any

import numpy as np
from scipy import sparse

from core.catalogue import Entry
from core.data.prepared import Prepared
from core.data.words import Wording

LARGEST = 16
"""Counts from here on share the last bar of the histogram."""
WORDS = 10


def text_facts(entry: Entry, prepared: Prepared) -> dict[str, Any]:
    """Statistics of all documents; nothing is made dense that has a row a document.

    Of each class: how many documents, its `common` words with the share of its documents that use
    them, its `typical` ones with how much more of its documents use them than of all, and one
    document.
    """
    parts = (prepared.test, prepared.validation, prepared.train)
    counts = sparse.csr_array(sparse.vstack([part.x for part in parts]))
    labels = np.concatenate([part.y for part in parts])
    names = [name for part in parts for name in part.names]
    documents, words = counts.shape
    shares = _shares(counts)
    zeros = documents * words - counts.nnz
    sizes = np.bincount(np.minimum(counts.data, LARGEST - 1).astype(int), minlength=LARGEST)
    sizes[0] += zeros
    lengths = counts.sum(axis=1)
    return {
        "name": entry.name,
        "examples": documents,
        "shape": list(entry.shape),
        "range": [0.0, float(counts.data.max())],
        "mean": round(float(counts.sum() / (documents * words)), 6),
        "zeros": zeros / (documents * words),
        "hoyer": round(float(_hoyer(counts).mean()), 6),
        "histogram": sizes.tolist(),
        "histogram_span": [0.0, float(LARGEST)],
        "length_median": float(np.median(lengths)),
        "length_longest": float(lengths.max()),
        "distinct_median": float(np.median(np.diff(counts.indptr))),
        "classes": [
            {
                "name": title,
                "count": int((labels == label).sum()),
                **_telling(Wording(prepared.vocabulary), counts[labels == label], shares),
                **_example(Wording(prepared.vocabulary), counts, names, labels == label),
            }
            for label, title in enumerate(entry.label_names)
        ],
    }


def _shares(counts: sparse.csr_array) -> np.ndarray:
    """Share of the documents that use each word, [words]."""
    used = np.bincount(counts.indices, minlength=counts.shape[1])
    shares: np.ndarray = used / counts.shape[0]
    return shares


def _telling(wording: Wording, own: sparse.csr_array, shares: np.ndarray) -> dict[str, Any]:
    used = _shares(own)
    common, typical = wording.top(np.stack([used, used - shares]), WORDS)
    return {"common": common, "typical": typical}


def _example(
    wording: Wording, counts: sparse.csr_array, names: list[str], mine: np.ndarray
) -> dict[str, Any]:
    """The class's document of median length, the first of those there are."""
    places = np.flatnonzero(mine)
    lengths = counts[places].sum(axis=1)
    chosen = int(places[np.argsort(lengths, kind="stable")[len(places) // 2]])
    (words,) = wording.top(counts[[chosen]].toarray(), WORDS)
    return {"example": {"name": names[chosen], "words": words}}


def _hoyer(counts: sparse.csr_array) -> np.ndarray:
    """Hoyer sparsity (√n − ‖x‖₁/‖x‖₂) / (√n − 1) of each row; there are no zero rows."""
    root = np.sqrt(counts.shape[1])
    ratio = counts.sum(axis=1) / np.sqrt((counts.astype(np.float64) ** 2).sum(axis=1))
    sparsity: np.ndarray = (root - ratio) / (root - 1)
    return sparsity
