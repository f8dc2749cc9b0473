"""A run as code: one readable PyTorch file with its settings, that trains to the same numbers.

Text only: nothing here computes, so a web process may ask for it.
"""

import re
from textwrap import fill

from core.spec import RunSpec, describe
from core.takeaway.script.data import Data, data_of
from core.takeaway.script.model import Model, setting
from core.takeaway.script.plain import plain
from core.takeaway.script.sparse import scales_outside, sparse
from core.takeaway.script.template import filled, paragraph
from core.takeaway.script.training import settings_of, training
from core.takeaway.script.variational import variational

_FAMILIES = {"plain": plain, "sparse": sparse, "variational": variational}

_FILE = '''
"""$title

$about
"""

$imports

$settings


def stream_seed(name, seed=SEED):
    """A seed of its own for each purpose, so that changing one thing shifts no other's draws."""
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def stream(name, seed=SEED):
    return torch.Generator().manual_seed(stream_seed(name, seed))


$data


$model


$measure


$training
'''

_STANDARD = {
    "gzip": r"\bgzip\.",
    "hashlib": r"\bhashlib\.",
    "json": r"\bjson\.",
    "math": r"\bmath\.",
}
_FROM_STANDARD = {
    "collections": "Counter",
    "copy": "deepcopy",
    "itertools": "islice|pairwise",
    "pathlib": "Path",
    "urllib.request": "urlretrieve",
}
_OTHERS = {
    r"\bnp\.": "import numpy as np",
    r"\btorch\.": "import torch",
    r"\bF\.": "import torch.nn.functional as F",
    r"\bcsr_array\b": "from scipy.sparse import csr_array",
    r"\bload_breast_cancer\b": "from sklearn.datasets import load_breast_cancer",
    r"\bload_digits\b": "from sklearn.datasets import load_digits",
    r"\bload_sample_images\b": "from sklearn.datasets import load_sample_images",
    r"\bStratifiedKFold\b": "from sklearn.model_selection import KFold, StratifiedKFold",
    r"\bnn\.": "from torch import nn",
}


def script(spec: RunSpec, name: str | None = None, device: str = "cpu") -> str:
    """The program for a run of this specification; `device`: where the run was trained.

    Raises `BadInput`, naming what there is code for, where there is none for this one.
    """
    data, model = data_of(spec), _FAMILIES[spec.model.family](spec)
    seed = setting(spec, "training.seed", "SEED")
    settings = (seed, *data.settings, *model.settings, *settings_of(spec))
    body = filled(
        _FILE,
        title=paragraph(title(spec, name), 0),
        about=_about(data, device),
        imports="$imports",
        settings="\n".join(one.line() for one in settings),
        data=data.code,
        model=model.code,
        measure=model.measure,
        training=training(spec, model, data, scales_outside(spec)),
    )
    return body.replace("$imports", _imports(body)) + "\n"


def title(spec: RunSpec, name: str | None) -> str:
    """What the run is, after its name where that says something else; safe inside a docstring."""
    words = describe(spec)
    whole = words if name in (None, words) else f"{name}: {words}"
    return re.sub(r'["\\\x00-\x1f]', "’", whole) + "."


def _about(data: Data, device: str) -> str:
    parts = ["PyTorch", "NumPy", *data.needs]
    parts += [f"{data.file} beside it"] if data.file else []
    gpu = (
        " The run was trained on a GPU, whose noise is another; on a CPU its numbers come out "
        "alike, not the same."
        if device != "cpu"
        else ""
    )
    needs = f"{', '.join(parts[:-1])} and {parts[-1]}"
    text = (
        "A run of Latent Lab as one file, with its settings and its random streams: it trains to "
        "the same numbers, up to rounding (sums are added in another order, and a long training "
        f"enlarges the difference).{gpu} It needs {needs}; it prints the mean losses of each epoch "
        "and, last, what the trained model measures on the test examples, as JSON."
    )
    return fill(text, 96)


def _imports(body: str) -> str:
    standard = [f"import {name}" for name, use in _STANDARD.items() if re.search(use, body)]
    for module, names in _FROM_STANDARD.items():
        found = [name for name in names.split("|") if re.search(rf"\b{name}\(", body)]
        standard += [f"from {module} import {', '.join(found)}"] if found else []
    others = [line for use, line in _OTHERS.items() if re.search(use, body)]
    return "\n".join((*standard, "", *others))


__all__ = ["Model", "script", "title"]
