"""File locks that show who is alive.

They are the system's (flock), so a process that dies in any way releases them.
"""

import fcntl
import time
from pathlib import Path
from typing import IO, Any

LOCK_TIMEOUT = 1.0
"""Seconds; reading a file locks it for a moment, one locked for longer is in use."""


def try_lock(file: IO[Any], seconds: float) -> bool:
    """Locks an open file until it is closed; returns whether that was possible in ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)


def is_locked(path: Path) -> bool:
    """Whether another process locks the file."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
