"""Trying a load: it is made in one transaction, what follows is derived, and all is undone."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.dataset.load import apply_dataset
from service.dataset.load_session import LoadSession
from service.dataset.merging.difference import Difference
from service.dataset.merging.journal import Entry
from service.dataset.tables.input_tables import Dataset
from service.derivation.incremental import rederive
from service.errors import Conflict, Deriving
from service.graph.database import Graph, Transaction
from service.graph.state import read_state
from service.language import Text
from service.progress import SILENT, Progress
from service.statements import statement

MAX_ENTERPRISES = 5000
"""Enterprises whose facts may change in one transaction that derives what follows."""

TIMEOUT = 120.0
"""Seconds that a trial may take."""


@dataclass(frozen=True)
class Moved:
    """An enterprise whose readiness a load would move; days from the graph's, ``None`` is never."""

    enterprise: str
    before: float | None
    after: float | None


class _Trial(LoadSession):
    """Writes into one open transaction, and notes whose facts it changes."""

    def __init__(self, graph: Graph, dataset: Dataset, transaction: Transaction) -> None:
        super().__init__(graph, dataset, within=transaction)
        self.enterprises: set[str] = set()

    def _applied(self, difference: Difference) -> None:
        self.enterprises |= changed_enterprises_of(difference.entries)
        if len(self.enterprises) > MAX_ENTERPRISES:
            raise Conflict(
                Text(
                    f"It changes more than {MAX_ENTERPRISES:,} enterprises, too many to try; load"
                    " it, and undo it if need be",
                    f"涉及超过 {MAX_ENTERPRISES:,} 家企业，无法试算；可先载入，必要时撤销",
                )
            )


def changed_enterprises_of(entries: Iterable[Entry]) -> set[str]:
    """The ids of those whose own facts, needs or supplies (as buyers) entries tell of."""
    position = {"Enterprise": 0, "NEEDS": 0, "SUPPLIES": 1}
    return {entry.ids[position[entry.kind]] for entry in entries if entry.kind in position}


def try_load(
    dataset: Dataset, graph: Graph, *, replace: bool = False, progress: Progress = SILENT
) -> list[Moved]:
    """Whose readiness loading a checked dataset would move; nothing of it stays.

    Raises ``Deriving`` where derived facts are not current, and ``Conflict`` for more than can be
    tried.
    """
    with graph.transaction(timeout=TIMEOUT, keep=False) as transaction:
        transaction.run(statement("hold"))
        state = read_state(transaction)
        if not state.derived:
            raise Deriving(Text("Derive first: tongbu derive", "请先推算：tongbu derive"))
        session = _Trial(graph, dataset, transaction)
        session.open()
        apply_dataset(session, graph, dataset, replace=replace, progress=progress)
        found = rederive(transaction, sorted(session.enterprises))
    moved = [Moved(enterprise, before, after) for enterprise, before, after in found]
    return sorted(moved, key=lambda each: (each.after is not None, each.enterprise))
