"""Sets that come in files: pictures, tables and text, as program text."""

from core.spec import RunSpec
from core.takeaway.script.data.base import (
    Data,
    Splits,
    about,
    bundled_splits,
    folds,
    helpers,
    returned,
    seeds,
    size,
    watches,
)
from core.takeaway.script.template import filled, paragraph

FILES = {
    "mnist": "mnist_10k.npz",
    "fashion_mnist": "fashion_mnist_10k.npz",
    "docstrings": "docstrings.npz",
}
"""Bundled sets that lie in a file of their own, which the program reads from beside itself."""

_LOAD = '''
$helpers


def load_data():
    """$words"""
    $read
    order = np.random.default_rng(stream_seed("split", DATA_SEED)).permutation($count)
    $lines
    $finish
'''

_ARCHIVE = """
with np.load(Path(__file__).with_name("$file")) as archive:
    x = archive["images"].reshape(-1, $size).astype(np.float32) / 255
    $labels
"""

_IMAGES = "x = load_digits().images.reshape(-1, 64).astype(np.float32) / 16"

_DIGITS = """
digits = load_digits()
x, labels = digits.images.reshape(-1, 64).astype(np.float32) / 16, digits.target
"""

_TABLE = """
train_x = x[$train]  # each column gets mean 0 and deviation 1 in these
x = torch.from_numpy(((x - train_x.mean(axis=0)) / train_x.std(axis=0)).astype(np.float32))
$returned
"""

_WORDS = """
with np.load(Path(__file__).with_name("$file")) as archive:
    starts = np.concatenate([[0], np.cumsum(archive["lengths"], dtype=np.int64)])
    words, counts = archive["columns"].astype(np.int64), archive["counts"].astype(np.float32)
    $labels
documents = csr_array((counts, words, starts), shape=(len(starts) - 1, $size))
"""

_DENSE = """
splits = $splits
return [torch.from_numpy(documents[rows].toarray()) for rows in splits]
"""

_FULL = '''
$helpers


def read_file(name, offset):
    """One of the official files, from beside this program or fetched there, without its head."""
    file = Path(__file__).with_name("$title-" + name)
    if not file.exists():
        urlretrieve("$mirror" + name, file)
    return np.frombuffer(gzip.decompress(file.read_bytes()), np.uint8, offset=offset)


def read_pictures(part):
    """[N, 784] in [0, 1]."""
    pixels = read_file(f"{part}-images-idx3-ubyte.gz", 16)
    return torch.from_numpy(pixels.reshape(-1, 784).astype(np.float32) / 255)


def load_data():
    """$words"""
    x = read_pictures("train")
    $labels
    order = np.random.default_rng(stream_seed("split", DATA_SEED)).permutation(len(x))
    $lines
    $returned
'''


def digits(spec: RunSpec) -> Data:
    """Those that come with scikit-learn."""
    read = _DIGITS if spec.dataset.folds else _IMAGES
    return _pictures(spec, filled(read), ("scikit-learn",))


def pictures(spec: RunSpec) -> Data:
    """The bundled ones of an official set, or the whole of it."""
    if spec.dataset.uses_full_set:
        return _full(spec)
    file = FILES[spec.dataset.name]
    labels = 'labels = archive["labels"]' if spec.dataset.folds else ""
    read = filled(_ARCHIVE, file=file, size=size(spec), labels=labels)
    return _pictures(spec, read, _of_folds(spec), file)


def table(spec: RunSpec) -> Data:
    """Columns standardised by the training rows."""
    splits = bundled_splits(spec)
    read = "x = load_breast_cancer().data"
    if spec.dataset.folds:
        read = "x, labels = load_breast_cancer(return_X_y=True)"
    finish = filled(_TABLE, train=splits.train, returned=returned(spec, splits))
    return Data(_loading(spec, read, "len(x)", finish, ""), seeds(spec), needs=("scikit-learn",))


def docstrings(spec: RunSpec) -> Data:
    """Counts of words, made dense."""
    file = FILES["docstrings"]
    labels = 'labels = archive["labels"]' if spec.dataset.folds else ""
    read = filled(_WORDS, file=file, size=size(spec), labels=labels)
    chosen = returned(spec, bundled_splits(spec), "{}").removeprefix("return ")
    finish = filled(_DENSE, splits=chosen)
    code = _loading(spec, read, "documents.shape[0]", finish, ", counts of words")
    return Data(code, seeds(spec), file, ("SciPy", *_of_folds(spec)))


def _pictures(spec: RunSpec, read: str, needs: tuple[str, ...], file: str | None = None) -> Data:
    finish = f"x = torch.from_numpy(x)\n{returned(spec, bundled_splits(spec))}"
    code = _loading(spec, read, "len(x)", finish, ", grey in [0, 1]")
    return Data(code, seeds(spec), file, needs)


def _loading(spec: RunSpec, read: str, count: str, finish: str, range_: str) -> str:
    return filled(
        _LOAD,
        helpers=helpers(spec),
        words=paragraph(f"{about(spec)}: [N, {size(spec)}]{range_}."),
        read=read,
        count=count,
        lines=bundled_splits(spec).lines,
        finish=finish,
    )


def _full(spec: RunSpec) -> Data:
    """Training pictures from the front of a shuffled order, validation pictures from its end."""
    data, official = spec.dataset, spec.dataset.entry.full
    assert official is not None
    train = f"order[:{data.train_size:_}]"
    validation = f"order[{official.train - data.validation_size:_}:]"
    if data.folds:
        splits = folds(spec, train, validation, "")
        labels = 'labels = read_file("train-labels-idx1-ubyte.gz", 8)'
    else:
        splits, labels = Splits(train, validation, ""), ""
    parts = [f"x[{splits.train}]", f"x[{splits.validation}]"][: 1 + watches(spec)]
    code = filled(
        _FULL,
        helpers=helpers(spec),
        words=paragraph(f"{about(spec)}."),
        title=official.folder,
        mirror=official.mirror,
        labels=labels,
        lines=splits.lines,
        returned=f'return {", ".join(parts)}, read_pictures("t10k")',
    )
    return Data(code, seeds(spec), needs=_of_folds(spec))


def _of_folds(spec: RunSpec) -> tuple[str, ...]:
    return ("scikit-learn",) if spec.dataset.folds else ()
