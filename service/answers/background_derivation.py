"""Deriving everything again in the background: after a change with too many consequences, and where
a derivation was broken off."""

import logging
import threading
import time

from service.derivation.complete import derive_to_its_end
from service.errors import Refusal
from service.graph.database import Graph
from service.graph.state import State
from service.statements import statement

LOG = logging.getLogger("tongbu")

UNFINISHED_SECONDS = 5.0
"""Facts that are not derived for so long, while nobody derives, are derived by whoever serves: who
loaded them derives them at once."""

LOCK_SECONDS = 0.2
"""How long the lock of derivations is tried, to know whether somebody derives."""


def derive_in_background(graph: Graph, *, unless_current: bool = False) -> threading.Thread:
    """Derives everything again, until it is current; returns the thread that does.

    ``unless_current``: not where another has done so by the time it could begin.
    """
    given = (graph, unless_current)
    thread = threading.Thread(target=_derive, args=given, name="derive", daemon=True)
    thread.start()
    return thread


class Unfinished:
    """Takes up a derivation of ``graph`` that was broken off: of a process that was killed, say."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._lock = threading.Lock()
        self._since: tuple[object, float] | None = None
        """Which state is not derived, and since when that is known here."""
        self._thread: threading.Thread | None = None

    def look(self, state: State) -> None:
        """Begins the derivation that ``state`` lacks, where nobody else makes it."""
        if state.loading or state.empty or not self._lock.acquire(blocking=False):
            return
        try:
            if self._is_left(state):
                LOG.warning("a derivation was broken off; it is taken up")
                # of several services that take it up at once one makes it
                self._thread = derive_in_background(self._graph, unless_current=True)
        except Refusal as refusal:
            LOG.info("whether a derivation was broken off is not known: %s", refusal.slug)
        finally:
            self._lock.release()

    def _is_left(self, state: State) -> bool:
        if self._thread and self._thread.is_alive():
            return False
        which, now = (state.revision, state.progress), time.monotonic()
        if not self._since or self._since[0] != which:
            self._since = which, now
        return now - self._since[1] > UNFINISHED_SECONDS and self._graph.can_lock(
            statement("derive/alone"), wait=LOCK_SECONDS
        )


def _derive(graph: Graph, unless_current: bool) -> None:
    try:
        derive_to_its_end(graph, unless_current=unless_current)
    except Refusal as refusal:
        LOG.warning("the derivation in the background ended: %s", refusal.slug)
