"""Trying a transaction again after a fault that passes, no longer than its time limit.

The driver itself would ask for a server that cannot be reached for seconds, asleep in between,
while whoever waits could be told at once. So it tries once, and what came of it is looked at here.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from service.graph.driver import driver_errors

RETRY_SECONDS = 10.0
"""How long a transaction is tried again at most, however long it may take itself."""

NEVER_BY_THE_DRIVER = -1.0
"""How long the driver is to try again: less than no time, which its clock could measure."""

FIRST_PAUSE_SECONDS = 1.0
"""Before a transaction is tried again; then twice as long each time."""

JITTER = 0.2
"""By which share pauses differ: who met in a deadlock is not to meet again."""

LOST = (driver_errors.ServiceUnavailable, driver_errors.SessionExpired)

Given = TypeVar("Given")


def tried_again(attempt: Callable[[], Given], seconds: float, *, routed: bool) -> Given:
    """What ``attempt`` gives, made again for ``seconds`` after what passes: a deadlock, a cluster
    that chooses its leader.

    After the first connection that is lost it is made again at once, since that may have been of a
    server that was started again meanwhile; a server that still cannot be reached is away.
    ``routed``: the driver chooses among the servers of a cluster, of which others may be there.
    """
    until = time.monotonic() + min(seconds, RETRY_SECONDS)
    pauses, lost = _pauses(), False
    while True:
        try:
            return attempt()
        except (driver_errors.Neo4jError, driver_errors.DriverError) as error:
            if not error.is_retryable():
                raise
            if isinstance(error, LOST) and not lost:
                lost, pause = True, 0.0
            elif _is_away(error, routed):
                raise
            else:
                pause = next(pauses)
            if time.monotonic() + pause > until:
                raise
        time.sleep(pause)


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE_SECONDS
    while True:
        yield pause * random.uniform(1 - JITTER, 1 + JITTER)  # nosec B311
        pause *= 2


def _is_away(error: Exception, routed: bool) -> bool:
    """Whether no server was reached; one of a cluster that answers, if only that it has no leader
    yet, is there."""
    if not routed:
        return isinstance(error, LOST)
    told = getattr(error.__cause__, "exceptions", ())
    return type(error) is driver_errors.ServiceUnavailable and all(
        type(one) in LOST for one in told
    )
