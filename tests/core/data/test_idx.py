"""The idx form: known bytes, round trip, rejection."""

from pathlib import Path

import numpy as np
import pytest

from core.data import idx
from core.errors import BadInput

ARRAY = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)
BYTES = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])


def test_known_bytes() -> None:
    assert idx.encode(ARRAY) == BYTES
    assert np.array_equal(idx.decode(BYTES), ARRAY)


@pytest.mark.parametrize("raw", [b"", b"\x1f\x8b broken", BYTES[:-1], b"<html>no</html>"])
def test_what_is_no_idx_file_is_refused(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    path.write_bytes(raw)
    with pytest.raises(BadInput, match="is not a readable idx file"):
        idx.read(path)
