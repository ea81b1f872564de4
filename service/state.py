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

Moment = tuple[str | None, int, int, bool, str | None]
"""Which graph it is, its version, derivations begun, whether derived facts are current, what is
being loaded."""


@dataclass(frozen=True)
class State:
    """The moment and version of the graph; ``datasets`` are what was loaded into it."""

    as_of: datetime.date | None
    born: str | None
    """Told apart by it: graphs that were begun anew in the same database."""
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
    def moment(self) -> Moment:
        """Equal as long as no write was accepted and no derivation began or ended."""
        return (self.born, self.version, self.derivation, self.derived, self.loading)


def read_state(transaction: Transaction) -> State:
    """The state as ``transaction`` sees it now."""
    (row,) = transaction.run(statement("state")).rows
    as_of, born, version, derived_version, derivation, loading, progress, empty, datasets = row
    moment = _moment(born, version, derivation, derived_version, loading)
    return State(as_of, *moment, progress, empty, datasets)


def read_moment(transaction: Transaction) -> Moment:
    """The moment alone, to be compared with that of a state read before; cheaper than a state."""
    (row,) = transaction.run(statement("moment")).rows
    return _moment(*row)


def _moment(
    born: str | None,
    version: int | None,
    derivation: int | None,
    derived_version: int | None,
    loading: str | None,
) -> Moment:
    derived = derived_version is not None and derived_version == version and loading is None
    return born, version or 0, derivation or 0, derived, loading


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
