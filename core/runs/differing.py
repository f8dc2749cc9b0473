"""What several runs differ in, and what the hashes stored with them prove to be the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.runs.folder import RunFolder
from core.spec import differences, flat
from core.spec.naming import declared

_SAME = {"start": "the same start", "batches": "the same batches"}


@dataclass(frozen=True)
class Differing:
    """`paths`: dotted knobs in which not all runs agree, with each run's value (None: it has no
    such knob). `same`: in words, what their hashes prove equal. `names`: each path's knob as
    `symbol · label`."""

    paths: dict[str, tuple[Any, ...]]
    same: tuple[str, ...]
    names: dict[str, str]

    @property
    def sentence(self) -> str:
        """In a sentence: "Only β differs (price of a nat of information): the same seed and, by
        their hashes, the same start and the same batches."."""
        seed = "" if "training.seed" in self.paths else "the same seed and, "
        proof = f": {seed}by their hashes, {' and '.join(self.same)}" if self.same else ""
        match list(self.names.values()):
            case []:
                return f"No setting differs{proof}."
            case [name]:
                symbol, _, label = name.rpartition(" · ")
                one = f"{symbol} differs ({label})" if symbol else f"“{label}” differs"
                return f"Only {one}{proof}."
            case names:
                return f"{len(names)} settings differ{proof}."


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
    known = declared([run.spec for run in runs])
    return Differing(
        paths={path: tuple(v.get(path) for v in values) for path in paths},
        same=same,
        names={path: known[path].heading if path in known else path for path in paths},
    )
