"""How often Python looks for reference cycles."""

import atexit
import gc


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
