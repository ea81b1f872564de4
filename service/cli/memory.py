"""How a process keeps its memory: when Python looks for reference cycles, and how many arenas the
C library allocates from."""

import atexit
import gc
from contextlib import suppress

M_ARENA_MAX = -8
"""The parameter of ``mallopt`` in glibc's ``malloc.h``."""

MAX_ARENAS = 2
"""Threads hold Python's lock while they allocate: more arenas help nobody."""


def collect_rarely() -> None:
    """Lets Python look for reference cycles rarely: answers make hardly any, and it would look
    through all objects many times while modules are imported or a large answer is read."""
    gc.set_threshold(100_000, 20, 20)


def collect_rarely_and_not_at_the_end() -> None:
    """The same for a command that answers and ends: the last look through all objects, when they
    go anyway, would take a sixth of its time."""
    collect_rarely()
    atexit.register(gc.freeze)


def leave_out_what_stays() -> None:
    """Has what there is now, which is what stays, never looked through again."""
    gc.collect()
    gc.freeze()


def allocate_from_few_arenas() -> None:
    """Has threads that begin from now on share arenas, where the C library is glibc.

    It would give them up to eight for each processor, of which none is handed back while anything
    in it is in use: under readers and writers a service of 200 threads held ten MiB more.
    """
    import ctypes  # commands that answer and end do without

    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, MAX_ARENAS)
