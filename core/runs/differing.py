"""What several runs differ in, and what the hashes stored with them prove to be the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.runs.folder import RunFolder
from core.spec import differences, flat

_SAME = {"start": "the same start", "batches": "the same batches"}


@dataclass(frozen=True)
class Differing:
    """`paths`: dotted knobs in which not all runs agree, with each run's value (None: it has no
    such knob). `same`: in words, what their hashes prove equal."""

    paths: dict[str, tuple[Any, ...]]
    same: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """In a sentence: "Only model.beta differs: the same start and the same batches, by their
        hashes."."""
        proof = f": {' and '.join(self.same)}, by their hashes" if self.same else ""
        match list(self.paths):
            case []:
                return f"No setting differs{proof}."
            case [path]:
                return f"Only {path} differs{proof}."
            case paths:
                return f"{len(paths)} settings differ{proof}."


def differing(runs: Sequence[RunFolder]) -> Differing:
    """What differs between two runs or more; raises `BadInput` for a folder without a valid spec.

    A run of an older program, without hashes, proves nothing.
    """
    values = [flat(run.spec.as_dict()) for run in runs]
    paths = dict.fromkeys(path for run in runs[1:] for path in differences(runs[0].spec, run.spec))
    hashes = [run.info.get("hashes", {}) for run in runs]
    same = tuple(
        words
        for key, words in _SAME.items()
        if all(key in each for each in hashes) and len({each[key] for each in hashes}) == 1
    )
    return Differing({path: tuple(v.get(path) for v in values) for path in paths}, same)
