"""A VAE that forgets to sample beside one that does not: recorded by `core.training.unsampled`."""

import base64
import io
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from core.paths import ASSETS
from core.quantities import quantity, written
from core.runs import read_json
from pages.widgets.strip import Stat, strip

FILE = ASSETS / "lessons" / "slips" / "unsampled.json"
_NAMES = {"sampled": "With sampling", "unsampled": "Without sampling"}
_CODE = {"sampled": "a draw", "unsampled": "the mean"}
_STYLE = """<style>
.ll-slip{margin:.3rem 0 .7rem}
.ll-slip img{width:100%;max-width:560px;image-rendering:pixelated;border-radius:4px;display:block}
.ll-slip figcaption{font-size:.85rem;opacity:.85;margin-bottom:.2rem}
</style>"""


def show(*, key: str) -> None:
    """Of each model its pictures, what its training reports, and what an honest test measures."""
    found = read_json(FILE)
    with st.container(border=True, key=key.replace(" ", "-")):
        _row("Ten test digits", found["inputs"])
        for column, name in zip(st.columns(2), _NAMES, strict=True):
            with column:
                _model(name, found[name], found["spec"])


def _model(name: str, told: dict[str, Any], spec: dict[str, Any]) -> None:
    st.markdown(f"**{_NAMES[name]}**")
    _row("Rebuilt from the mean", told["rebuilt"])
    _row("Decoded from draws of the prior", told["drawn"])
    elbo, kl = quantity("elbo", spec), quantity("kl", spec)
    reported = Stat(
        "Training loss says",
        written(told["told"], quantity("reconstruction", spec)),
        "nats",
        f"Reconstruction and KL added up on the test set, as its training loss does: the decoder "
        f"is given {_CODE[name]}.",
    )
    sigma = Stat(
        "Mean σ", f"{told['sigma']:.2f}", "", "The encoder's σ, mean over digits and dimensions."
    )
    spread = Stat(
        "Spread of μ",
        f"{told['spread']:.2f}",
        "",
        "The encoder's μ, root mean square over digits and dimensions; the prior has 1.",
    )
    strip(
        [
            reported,
            Stat(elbo.label, written(told["elbo"], elbo), elbo.unit, elbo.help),
            Stat(kl.label, written(told["kl"], kl), kl.unit, kl.help),
            sigma,
            spread,
        ]
    )


def _row(words: str, pictures: Sequence[Sequence[int]]) -> None:
    tiles = np.pad(np.array(pictures, np.uint8).reshape(-1, 8, 8), ((0, 0), (0, 0), (0, 1)))
    ink = np.concatenate(tiles, axis=1)[:, :-1]
    tone = np.full_like(ink, 235 if st.context.theme.type == "dark" else 25)
    file = io.BytesIO()
    Image.fromarray(np.dstack((tone, ink)), mode="LA").save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    st.html(
        f'{_STYLE}<figure class="ll-slip"><figcaption>{escape(words)}</figcaption>'
        f'<img alt="{escape(words)}: {len(pictures)} pictures of 8 × 8 pixels" '
        f'src="data:image/png;base64,{data}"></figure>'
    )
