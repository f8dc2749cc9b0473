"""What a record says of when and on what it was measured."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import torch

from core.reproductions import Machine


def today() -> str:
    """The date in UTC, ISO."""
    return datetime.now(UTC).date().isoformat()


def here() -> Machine:
    """This machine, without paths and without its name."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        threads=torch.get_num_threads(),
        python=platform.python_version(),
        torch=torch.__version__,
        accelerator=torch.cuda.get_device_name() if torch.cuda.is_available() else "",
    )


def _processor() -> str:
    """As Linux names it, else the architecture."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
