"""A process that serves its parent: JSON lines come on stdin, JSON lines go on stdout.

The end of stdin is the dead-man's switch: the process exits at once, so that it never outlives the
server, however that ended.
"""

import io
import json
import os
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

Message = dict[str, Any]


def private_stdout() -> BinaryIO:
    """Keep stdout for replies alone: whatever prints from now on prints to stderr."""
    own = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return own


def listen(hear: Callable[[Message], None]) -> None:
    """Have a thread call `hear` with each message on stdin, and exit the process at its end."""
    threading.Thread(target=_listen, args=(hear,), daemon=True).start()


def say(replies: BinaryIO, message: Message) -> None:
    """Write one message; a parent that is gone ends this process."""
    try:
        replies.write(json.dumps(message).encode() + b"\n")
    except BrokenPipeError:
        os._exit(0)


def _listen(hear: Callable[[Message], None]) -> None:
    # Unbuffered: a thread that blocks within sys.stdin would crash the interpreter's shutdown.
    for line in io.FileIO(0, closefd=False):
        hear(json.loads(line))
    os._exit(0)
