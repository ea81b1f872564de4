"""What is derived after a load or an undo."""

from service.derivation.full import changes_since_ranking, derive
from service.graph.database import Graph
from service.progress import Progress


def bring_up_to_date(graph: Graph, progress: Progress, *, derived: bool) -> None:
    """Derives everything, unless all is ``derived`` and the ranking is of this very graph."""
    if not derived or changes_since_ranking(graph) != 0:
        derive(graph, progress)
