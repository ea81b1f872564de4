"""The moment and version of the graph, and when an answer has to wait for it."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from service.catalog import SavedQuery
from service.errors import Deriving
from service.graph import Transaction
from service.language import Text
from service.statements import statement


@dataclass(frozen=True)
class State:
    """The moment and version of the graph; ``datasets`` are what was loaded into it."""

    as_of: datetime.date | None
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
    def moment(self) -> tuple[object, ...]:
        """Equal as long as no write was accepted and no derivation began or ended."""
        return (self.version, self.derivation, self.derived, self.loading)


def read_state(transaction: Transaction) -> State:
    """The state as ``transaction`` sees it now."""
    (row,) = transaction.run(statement("state")).rows
    as_of, version, derived_version, derivation, loading, progress, empty, datasets = row
    derived = derived_version is not None and derived_version == version and loading is None
    counts = (version or 0, derivation or 0)
    return State(as_of, *counts, derived, loading, progress, empty, datasets)


def refuse_unless_current(query: SavedQuery, state: State, offering: Collection[str]) -> None:
    """Raises ``Deriving`` where an answer would rest on half of a load or of a derivation.

    What offers values for parameters, named in ``offering``, is answered at any time: it only
    finds names.
    """
    if state.derived or query.name in offering:
        return
    if not state.loading and not query.rests_on_derived:
        return
    if state.empty and not state.loading:
        raise Deriving(
            Text("Nothing was loaded yet: tongbu load DIR", "尚未载入数据：请运行 tongbu load DIR"),
            retry_after=30,
        )
    if state.loading:
        raise Deriving(
            Text(
                f"Dataset {state.loading} is being loaded; if the load was interrupted, run it"
                " again",
                f"正在载入数据集 {state.loading}；若已中断，请重新载入",
            ),
            retry_after=10,
        )
    done = f"{state.progress:.0%}" if state.progress is not None else "0%"
    raise Deriving(
        Text(
            f"Readiness is being derived again ({done} done); try again shortly, or run"
            " tongbu derive if it was interrupted",
            f"正在重新推算（已完成 {done}），请稍后重试；若已中断，请运行 tongbu derive",
        )
    )
