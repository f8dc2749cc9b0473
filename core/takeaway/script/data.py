"""The part of the program that loads a run's examples: the same ones, split the same way."""

from dataclasses import dataclass
from math import prod

from core.errors import BadInput
from core.spec import RunSpec
from core.takeaway.script.template import Setting, filled

FILES = {"mnist": "mnist_10k.npz", "fashion_mnist": "fashion_mnist_10k.npz"}
"""Bundled sets that lie in a file of their own, which the program reads from beside itself."""

_BUNDLED = '''
def load_data():
    """$about, and $test to test on: [N, $size], $range."""
    $read
    order = np.random.default_rng(stream_seed("split", DATA_SEED)).permutation(len(x))
    x = torch.from_numpy(x[order])
    return x[$begin:$end], x[:$test_count]$aside
'''

_ARCHIVE = """
with np.load(Path(__file__).with_name("$file")) as archive:
    x = archive["images"].reshape(-1, $size).astype(np.float32) / 255
"""

_DIGITS = """
x = load_digits().images.reshape(-1, 64).astype(np.float32) / 16
"""

_TABLE = '''
def load_data():
    """$about, and $test to test on: [N, $size].

    Each column has mean 0 and deviation 1 in the training rows.
    """
    x = load_breast_cancer().data
    x = x[np.random.default_rng(stream_seed("split", DATA_SEED)).permutation(len(x))]
    train = x[$begin:$end]
    x = torch.from_numpy(((x - train.mean(axis=0)) / train.std(axis=0)).astype(np.float32))
    return x[$begin:$end], x[:$test_count]$aside
'''

_FULL = '''
def read_pictures(name):
    """One of the official files, from beside this program or fetched there: [N, 784] in [0, 1]."""
    file = Path(__file__).with_name("$title-" + name)
    if not file.exists():
        urlretrieve("$mirror" + name, file)
    pixels = np.frombuffer(gzip.decompress(file.read_bytes()), np.uint8, offset=16)
    return pixels.reshape(-1, 784).astype(np.float32) / 255


def load_data():
    """$about, and the 10,000 official ones to test on."""
    x, test = (read_pictures(f"{part}-images-idx3-ubyte.gz") for part in ("train", "t10k"))
    order = np.random.default_rng(stream_seed("split", DATA_SEED)).permutation(len(x))
    return torch.from_numpy(x[order[:$train_count]]), torch.from_numpy(test)
'''

_SUPERPOSITION = '''
def draw(count, generator):
    """x = z · atoms: each of $atoms known atoms fires with chance $probability, at a strength from
    $low to $high."""
    firing = torch.rand(count, len(ATOMS), generator=generator) < $probability
    strengths = $low + $span * torch.rand(count, len(ATOMS), generator=generator)
    return (firing * strengths) @ ATOMS


ATOMS = F.normalize(torch.randn($atoms, $dimension, generator=stream("atoms", DATA_SEED)), dim=1)


def load_data():
    """$use, and $test to test on: [N, $dimension]."""
    train = draw($train_count, stream("superposition/train", DATA_SEED))
    return train, draw($test_count, stream("superposition/test", DATA_SEED))
'''


@dataclass(frozen=True)
class Data:
    """The program text, its settings, and what a reader must know: a file beside it, its names."""

    code: str
    settings: tuple[Setting, ...]
    file: str | None = None
    fresh: bool = False
    """Whether `draw` gives new examples for every step."""


def data_of(spec: RunSpec) -> Data:
    """How the program gets this run's examples; BadInput where it cannot."""
    data = spec.dataset
    if data.folds:
        raise BadInput(
            f"There is no code for a run on fold {data.fold} of {data.folds} yet; there is for "
            "runs without folds."
        )
    seed = Setting("DATA_SEED", data.seed, "decides which examples are trained and tested on")
    if data.name == "superposition":
        return _superposition(spec, seed)
    if data.uses_full_set:
        return Data(_full(spec), (seed,))
    if data.name == "breast_cancer":
        return Data(filled(_TABLE, **_places(spec)), (seed,))
    if data.name == "digits":
        read = filled(_DIGITS)
    elif data.name in FILES:
        read = filled(_ARCHIVE, file=FILES[data.name], size=_size(spec))
    else:
        raise BadInput(
            f"There is no code for runs on {data.entry.title} yet; there is for digits, MNIST, "
            "Fashion-MNIST, breast cancer and superposition."
        )
    code = filled(_BUNDLED, read=read, range="grey in [0, 1]", **_places(spec))
    return Data(code, (seed,), FILES.get(data.name))


def _places(spec: RunSpec) -> dict[str, str]:
    """Where in the shuffled order each split lies: test, validation, then training."""
    data, sizes = spec.dataset, spec.dataset.entry.bundled
    begin = sizes.test + sizes.validation
    aside = f"  # {data.validation_size:,} between are set aside" if data.validation_size else ""
    return {
        "about": f"{data.train_size:,} examples of {data.entry.title} to train on",
        "test": f"{sizes.test:,}",
        "size": _size(spec),
        "begin": f"{begin:_}",
        "end": f"{begin + data.train_size:_}",
        "test_count": f"{sizes.test:_}",
        "aside": aside,
    }


def _full(spec: RunSpec) -> str:
    data, official = spec.dataset, spec.dataset.entry.full
    assert official is not None
    return filled(
        _FULL,
        about=f"{data.train_size:,} examples of {data.entry.title} to train on",
        title=official.folder,
        mirror=official.mirror,
        train_count=f"{data.train_size:_}",
    )


def _superposition(spec: RunSpec, seed: Setting) -> Data:
    data = spec.dataset
    if data.correlation:
        raise BadInput(
            f"There is no code for superposition with correlation {data.correlation:g} yet; there "
            "is for correlation 0."
        )
    low, high = data.magnitude
    drawn = f"{data.train_size:,} examples"
    code = filled(
        _SUPERPOSITION,
        atoms=str(data.atoms),
        probability=f"{data.probability!r}",
        low=f"{low:g}",
        high=f"{high:g}",
        span=f"{high - low!r}",
        dimension=str(data.dimension),
        use=f"{drawn} to tell mean and scale" if data.fresh else f"{drawn} to train on",
        test=f"{data.entry.bundled.test:,}",
        test_count=f"{data.entry.bundled.test:_}",
        train_count=f"{data.train_size:_}",
    )
    return Data(code, (seed,), fresh=data.fresh)


def _size(spec: RunSpec) -> str:
    return str(prod(spec.dataset.shape))
