"""Deriving everything again in the background, where one change had too many consequences."""

import logging
import threading

from service.derivation.full import derive
from service.errors import Conflict, Refusal
from service.graph.database import Graph

LOG = logging.getLogger("tongbu")

MAX_ATTEMPTS = 5
"""Derivations begun again because a change was accepted meanwhile."""


def derive_in_background(graph: Graph) -> threading.Thread:
    """Derives everything again, until it is current; returns the thread that does."""
    thread = threading.Thread(target=_derive, args=[graph], name="derive", daemon=True)
    thread.start()
    return thread


def _derive(graph: Graph) -> None:
    for _ in range(MAX_ATTEMPTS):
        try:
            derive(graph)
            return
        except Conflict:
            continue  # a change was accepted meanwhile
        except Refusal as refusal:
            LOG.warning("the derivation after a change ended: %s", refusal.slug)
            return
