"""Deriving until all is current, while others derive and record changes, too."""

from contextlib import suppress

from service.derivation.full import changes_since_ranking, derive, is_current, versions
from service.errors import Conflict
from service.graph.database import Graph
from service.progress import SILENT, Progress

MAX_ATTEMPTS = 5
"""How often a derivation begins again because facts changed while it ran."""


def bring_up_to_date(graph: Graph, progress: Progress, *, derived: bool) -> None:
    """Derives everything, unless all is ``derived`` and the ranking is of this very graph."""
    changes = changes_since_ranking(graph)
    if not derived or changes is None:
        derive_to_its_end(graph, progress)
    elif changes:
        # all is current, and the ranking says of when it is: those who record changes come first
        with suppress(Conflict):
            derive(graph, progress)


def derive_to_its_end(
    graph: Graph, progress: Progress = SILENT, *, unless_current: bool = False
) -> None:
    """Derives everything, again where facts changed meanwhile; ``unless_current`` as ``derive``.

    Where another derivation has begun later and was sooner, and changes were accepted since,
    nothing is left to do. Raises as ``derive``, ``Conflict`` only after some attempts.
    """
    begun, _ = versions(graph)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            derive(graph, progress, unless_current=unless_current)
            return
        except Conflict:
            if begun is not None and _is_ranked_since(graph, begun):
                return
            if begun is None or attempt == MAX_ATTEMPTS:
                raise


def _is_ranked_since(graph: Graph, version: int) -> bool:
    """Whether all is current, and was derived at that version or a later one."""
    derived = is_current(graph)
    _, ranked = versions(graph)
    return derived and ranked is not None and ranked >= version
