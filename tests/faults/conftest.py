"""What the tests of faults share."""

from collections.abc import Iterator

import pytest

from tests.core.training.conftest import create as create
from tests.faults.forge import Forge


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    """A process that has loaded everything and trains runs in copies of itself."""
    with Forge() as one:
        yield one
