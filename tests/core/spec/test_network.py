"""Networks in a specification: which knobs act, what a convolution asks of its data."""

from dataclasses import replace

import pytest

from core.catalogue import CATALOGUE
from core.errors import BadInput
from core.spec import acting, flat, knobs, nested, parse_spec

VAE = {"family": "variational"}
CONV = {"kind": "conv"}


def spec(network: dict, dataset: str = "mnist", model: dict = VAE):
    return parse_spec({"dataset": {"name": dataset}, "model": model, "network": network})


@pytest.mark.parametrize("dataset", ["mnist", "digits"])
def test_each_kind_has_its_own_widths(dataset: str) -> None:
    conv = spec(CONV, dataset)
    assert conv.as_dict()["network"] == {
        "kind": "conv",
        "channels": [16, 32],
        "activation": "relu",
    }
    assert parse_spec(conv.as_dict()) == conv
    shown = {knob.path for knob in knobs(conv)}
    assert "network.channels" in shown
    assert "network.hidden" not in shown
    assert "network.channels" not in {knob.path for knob in knobs(spec({}, dataset))}


def test_widths_of_the_other_kind_are_refused_and_fall_away_from_a_form() -> None:
    with pytest.raises(BadInput, match=r"network\.hidden acts only when network\.kind is mlp"):
        spec({**CONV, "hidden": [10]})
    chosen = flat(spec({"hidden": [10]}).as_dict()) | {"network.kind": "conv"}
    assert parse_spec(nested(acting(chosen))).network.kind == "conv"


def test_pictures_are_halved_no_further_than_one_pixel() -> None:
    assert spec({**CONV, "channels": [4, 4, 4]}, "digits").network.channels == (4, 4, 4)
    with pytest.raises(BadInput, match="asks for 4 convolutions, but pictures of 8×8 can be"):
        spec({**CONV, "channels": [4, 4, 4, 4]}, "digits")


def test_what_is_no_picture_refuses_convolutions(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = replace(CATALOGUE["digits"], name="rows", shape=(30,))
    monkeypatch.setitem(CATALOGUE, "rows", rows)
    with pytest.raises(BadInput, match="is for images, but an example of rows is 30 numbers in a"):
        spec(CONV, "rows")
    assert spec(CONV, "rows", {"family": "sparse"}).model.idle == {"network"}
