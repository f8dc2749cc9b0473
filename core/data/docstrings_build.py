"""Builds the data set `docstrings`: `python -m core.data.docstrings_build`.

A bag of words for each public function of the packages below, counted over its documentation
string. Sources are read, not imported, so the numbers are those of the versions installed here;
the result ships with the program (`assets/data/docstrings.npz`, described in
`assets/data/README.md`), and nobody else's numbers depend on what they have installed.
"""

import ast
import importlib.util
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from core.data.text import FILE, Corpus, save

PACKAGES = {
    "numpy": "NumPy",
    "scipy": "SciPy",
    "sklearn": "scikit-learn",
    "pandas": "pandas",
    "networkx": "NetworkX",
    "sympy": "SymPy",
    "torch": "torch",
}
"""Import names and titles; all seven are under the 3-clause BSD licence."""

LEAST_WORDS = 15
"""A document has at least so many different words of the vocabulary."""
LEAST_DOCUMENTS = 8
"""A word is in at least so many of the texts that are read."""

_SKIPPED = {"tests", "test", "testing", "externals", "_external", "_vendored", "vendor", "libs"}
_ADDED = {"add_newdoc", "add_docstr"}
_WORD = re.compile(r"[a-z]{3,}")


Bag = tuple[tuple[int, int], ...]
"""Words by their number in the vocabulary, rising, each with its count."""


@dataclass(frozen=True)
class Document:
    """The documentation string of one function, by its dotted name."""

    name: str
    package: str
    text: str


def documents_of(package: str, root: Path) -> Iterator[Document]:
    """Every documented public function and method under `root`, in the order of the files."""
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root).with_suffix("").parts
        if _SKIPPED.intersection(inside):
            continue
        module = ".".join((package, *(part for part in inside if part != "__init__")))
        yield from documents_in(ast.parse(path.read_text(encoding="utf-8")), module, package)


def documents_in(tree: ast.Module, module: str, package: str) -> Iterator[Document]:
    """The documents of one module: its functions, the methods of its classes, and those of
    functions written in C whose text is given to `add_newdoc` or `add_docstr`."""
    yield from _public(tree.body, module, package)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node.func) in _ADDED:
            parts = [part for arg in node.args if (part := _literal(arg)) is not None]
            if parts:
                names = parts[:-1] or [ast.unparse(node.args[0]).rpartition(".")[2]]
                yield Document(f"{package}.{names[-1]}", package, parts[-1])


def _public(body: Iterable[ast.stmt], prefix: str, package: str) -> Iterator[Document]:
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if node.name.startswith("_"):
            continue
        name = f"{prefix}.{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _public(node.body, name, package)
        elif text := ast.get_docstring(node):
            yield Document(name, package, text)


def _called(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]


def _literal(node: ast.expr) -> str | None:
    """The text of a string in the source; what is put together when it runs is not one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def words_of(text: str) -> list[str]:
    """Lower-case words of three letters or more, English stop words left out."""
    found = _WORD.findall(text.lower())
    return [word for word in found if word not in ENGLISH_STOP_WORDS]


def corpus_of(documents: Iterable[Document]) -> Corpus:
    """Count: rare words are left out, and so are short documents and those seen before."""
    chosen = list(documents)
    bags = [Counter(words_of(document.text)) for document in chosen]
    spread = Counter(word for bag in bags for word in bag)
    common = [word for word, count in spread.items() if count >= LEAST_DOCUMENTS]
    vocabulary = sorted(common, key=lambda word: (-spread[word], word))
    place = {word: index for index, word in enumerate(vocabulary)}
    numbered = [tuple(sorted((place[w], n) for w, n in bag.items() if w in place)) for bag in bags]
    first: dict[Bag, int] = {}
    for index, bag in enumerate(numbered):
        if len(bag) >= LEAST_WORDS:
            first.setdefault(bag, index)
    kept = [chosen[index] for index in first.values()]
    packages = list(PACKAGES)
    return Corpus(
        counts=_rows(list(first), len(vocabulary)),
        labels=np.array([packages.index(document.package) for document in kept], np.int64),
        names=tuple(document.name for document in kept),
        vocabulary=tuple(vocabulary),
        versions={title: version(title) for title in PACKAGES.values()},
    )


def _rows(bags: list[Bag], width: int) -> sparse.csr_array:
    lengths = [len(bag) for bag in bags]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    columns = np.array([word for bag in bags for word, _ in bag], np.int32)
    values = np.array([count for bag in bags for _, count in bag], np.float32)
    return sparse.csr_array((values, columns, starts), shape=(len(bags), width))


def main() -> None:
    found: list[Document] = []
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise SystemExit(f"{package} is not installed; all of {', '.join(PACKAGES)} are read.")
        found.extend(documents_of(package, Path(spec.origin).parent))
    save(corpus_of(found), FILE)


if __name__ == "__main__":
    main()
