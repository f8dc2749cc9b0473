"""What happens in one training step, in slow motion: recorded by our own training."""

from functools import cache
from typing import Literal

from core.paths import ASSETS
from pages.server.replies import content_hash
from pages.widgets.component import load


def show(*, key: str, model: Literal["sparse", "variational"], stage: int = 1) -> None:
    """The stages of a step of a small sparse or variational model, from stage `stage` on.

    `core.training.slow_step` recorded them; the browser fetches the file once.
    """
    load("slow_step")(key=key, data={"name": model, "url": _address(model), "stage": stage})


@cache
def _address(model: str) -> str:
    content = (ASSETS / "lessons" / "steps" / f"{model}.json").read_bytes()
    return f"/api/lessons/steps/{model}.json?h={content_hash(content)}"
