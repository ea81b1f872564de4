"""The state of the graph: its day, its version, and whether derived facts are current."""

import datetime
from dataclasses import dataclass
from typing import Any

from service.graph.database import Transaction
from service.language import Text
from service.statements import statement

Revision = tuple[str | None, str | None, int, int, bool, str | None]
"""Which graph it is, its stamp, its version, derivations begun, whether derived facts are current,
what is being loaded."""

UNDOING = "undo "
"""Before the id of a load, in the place of a dataset's: that load is being undone."""


def unfinished_text(loading: str) -> Text:
    """What to do about a load, or the undoing of one, that has not ended; ``loading`` as the graph
    keeps it."""
    if loading.startswith(UNDOING):
        load = loading.removeprefix(UNDOING)
        return Text(
            f"{load} is being undone; if that was interrupted, undo it again: tongbu undo {load}",
            f"正在撤销 {load}；若已中断，请重新撤销：tongbu undo {load}",
        )
    return Text(
        f"Dataset {loading} is being loaded; if the load was interrupted, run it again",
        f"正在载入数据集 {loading}；若已中断，请重新载入",
    )


@dataclass(frozen=True)
class State:
    """The day and the version of the graph; ``datasets`` are what was loaded into it."""

    as_of: datetime.date | None
    graph_id: str | None
    """Told apart by it: graphs that were begun anew in the same database."""
    stamp: str | None
    """Another one at every write: told apart by it are graphs that had one origin, as one that was
    restored and what it was meanwhile."""
    version: int
    derivation: int
    """How many derivations have begun."""
    derived: bool
    loading: str | None
    progress: float | None
    empty: bool
    """Whether the graph holds nothing at all."""
    datasets: list[dict[str, Any]]

    @property
    def revision(self) -> Revision:
        """Equal as long as no write was accepted and no derivation began or ended."""
        return (
            self.graph_id, self.stamp, self.version, self.derivation, self.derived, self.loading
        )  # fmt: skip


def read_state(transaction: Transaction) -> State:
    """The state as ``transaction`` sees it now."""
    (row,) = transaction.run(statement("state")).rows
    as_of, graph_id, stamp, version, derived_version, derivation, loading, *rest = row
    revision = _revision(graph_id, stamp, version, derivation, derived_version, loading)
    progress, empty, datasets = rest
    return State(as_of, *revision, progress, empty, datasets)


def read_revision(transaction: Transaction) -> Revision:
    """The revision alone, to be compared with that of a state read before; cheaper than a state."""
    (row,) = transaction.run(statement("revision")).rows
    return _revision(*row)


def _revision(
    graph_id: str | None,
    stamp: str | None,
    version: int | None,
    derivation: int | None,
    derived_version: int | None,
    loading: str | None,
) -> Revision:
    derived = derived_version is not None and derived_version == version and loading is None
    return graph_id, stamp, version or 0, derivation or 0, derived, loading
