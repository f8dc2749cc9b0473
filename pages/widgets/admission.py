"""What a machine is asked before runs are started on it."""

from collections.abc import Sequence

import streamlit as st

from core.jobs.manager import manager
from core.limits import DISK, check_line, check_size
from core.runs import Library
from core.runs.pruning import Pruned, make_room
from core.spec import RunSpec
from pages.owner import owner


def admit(specs: Sequence[RunSpec]) -> None:
    """Refuse what this machine is not to bear and make room on its disk, before runs are made."""
    for spec in specs:
        check_size(spec)
    line = [job["owner"] for job in manager().jobs() if job["place"]]
    for number in range(len(specs)):
        check_line([*line, *[owner()] * number], owner())
    removed: list[Pruned] = []
    make_room(Library(), DISK.value, removed.append)
    if removed:
        count = sum(one.snapshots for one in removed)
        st.toast(f"Room was made on the disk: {count} snapshots of older runs were removed.")
