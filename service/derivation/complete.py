"""What is derived after a load: readiness and waiting, then the ranking."""

from service.derivation.full import derive
from service.derivation.ranking import changes_since, rank
from service.errors import Conflict
from service.graph.database import Graph
from service.progress import Progress


def derive_and_rank(graph: Graph, progress: Progress, *, again: bool) -> None:
    """Derives everything where ``again``, then ranks, unless the ranking is of this very graph.

    A ranking that others' work interrupts is left to the next: what is derived stands without it.
    """
    if again:
        derive(graph, progress)
    if again or changes_since(graph) != 0:
        try:
            rank(graph, progress)
        except Conflict as conflict:
            progress.line(conflict.detail)
