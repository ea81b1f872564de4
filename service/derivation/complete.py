"""Deriving until all is current, while others derive and record changes, too."""

from service.derivation.full import changes_since_ranking, derive
from service.errors import Conflict
from service.graph.database import Graph
from service.graph.state import read_state
from service.progress import SILENT, Progress

MAX_ATTEMPTS = 5
"""How often a derivation begins again because facts changed while it ran."""


def bring_up_to_date(graph: Graph, progress: Progress, *, derived: bool) -> None:
    """Derives everything, unless all is ``derived`` and the ranking is of this very graph."""
    if not derived or changes_since_ranking(graph) != 0:
        derive_to_its_end(graph, progress)


def derive_to_its_end(graph: Graph, progress: Progress = SILENT) -> None:
    """Derives everything, again where facts changed meanwhile.

    Where another derivation was sooner, and changes were accepted since, all is current and has a
    ranking; nothing is left to do then. Raises as ``derive``, ``Conflict`` only after some
    attempts.
    """
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            derive(graph, progress)
            return
        except Conflict:
            if _is_complete(graph):
                return
            if attempt == MAX_ATTEMPTS:
                raise


def _is_complete(graph: Graph) -> bool:
    with graph.transaction(write=False, timeout=60) as transaction:
        derived = read_state(transaction).derived
    return derived and changes_since_ranking(graph) is not None
