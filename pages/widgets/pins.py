"""Pins A, B and C in a run's latent space, as the link and the panels of a page share them."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from core.errors import BadInput

LETTERS = "ABC"
KEPT = "latent.pins"
"""Session key of the pins of the run that is shown, a dictionary of `Pin` by letter."""

LINKED = ("pins", "dims", "step", "ends", "against", "walk")
"""What a link says of one run's latent space besides its name."""

_SHOWN = "latent.linked"  # session key of the run that the link's view belongs to
_EXAMPLE = re.compile(r"test(\d{1,6})")


@dataclass(frozen=True)
class Pin:
    """A place: a test example (at its mean code), or coordinates, one a dimension."""

    example: int | None = None
    z: tuple[float, ...] | None = None


def parse(text: str) -> dict[str, Pin]:
    """Pins of a link, "A:test12;B:0.51,-1.2". Raises `BadInput` where one is not to be read."""
    pins = {}
    for part in filter(None, text.split(";")):
        letter, _, place = part.partition(":")
        if letter not in tuple(LETTERS):
            raise BadInput(f"Pins are called A, B and C, not {letter!r}.")
        pins[letter] = _place(letter, place)
    return pins


def text(pins: Mapping[str, Pin]) -> str:
    """Pins as they stand in a link; `parse` reads them again."""

    def place(pin: Pin) -> str:
        if pin.example is not None:
            return f"test{pin.example}"
        return ",".join(f"{round(value, 4):g}" for value in pin.z or ())

    return ";".join(f"{letter}:{place(pins[letter])}" for letter in LETTERS if letter in pins)


def dims(given: str | None) -> list[int] | str | None:
    """What a link says the pad spans: "plane", or two dimensions counted from 0 ("1,2" in it)."""
    if given == "plane":
        return given
    if given and re.fullmatch(r"[1-9]\d{0,3},[1-9]\d{0,3}", given):
        return [int(part) - 1 for part in given.split(",")]
    return None


def spanned(given: str | None, latent_size: int) -> list[int] | str | None:
    """What the link says the pad of a run spans, as `dims`; what it lacks is said in a sentence."""
    wanted = dims(given)
    if given and (wanted is None or (isinstance(wanted, list) and not _fit(wanted, latent_size))):
        st.warning(
            f"The link’s dims={given} are no two dimensions of this run’s {latent_size}, nor "
            "“plane”. The pad opens on those that tell most."
        )
        return None
    return wanted


def _fit(wanted: list[int], latent_size: int) -> bool:
    return len(set(wanted)) == 2 and max(wanted) < latent_size


def as_data(pins: Mapping[str, Pin]) -> dict[str, Any]:
    """Pins as components take them."""
    return {letter: asdict(pin) for letter, pin in pins.items()}


def linked(run_id: str, latent_size: int) -> dict[str, Pin]:
    """The link's pins, kept in the session; those of another run are left behind with it.

    Pins that do not fit the run are left out, with a sentence.
    """
    if st.session_state.get(_SHOWN, run_id) != run_id:
        for name in LINKED:
            st.query_params.pop(name, None)
    st.session_state[_SHOWN] = run_id
    pins: dict[str, Pin] = {}
    try:
        pins = parse(st.query_params.get("pins", ""))
        for letter, pin in pins.items():
            if pin.z is not None and len(pin.z) != latent_size:
                raise BadInput(
                    f"Pin {letter} of the link has {len(pin.z)} coordinates; a code of this run "
                    f"has {latent_size}."
                )
    except BadInput as problem:
        st.warning(f"{problem} The pad opens without pins.")
        pins = {}
    st.session_state[KEPT] = pins
    return pins


def _place(letter: str, place: str) -> Pin:
    if example := _EXAMPLE.fullmatch(place):
        return Pin(example=int(example[1]))
    try:
        z = tuple(float(value) for value in place.split(","))
    except ValueError:
        z = ()
    if not z or not all(abs(value) < 1e6 for value in z):
        raise BadInput(
            f"Pin {letter} is a test example (“test12”) or numbers with commas between, "
            f"not {place!r}."
        )
    return Pin(z=z)
