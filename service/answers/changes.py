"""Changes to the real graph, what follows from them, and the answer; here those of what-ifs.

Each first takes the lock that every write takes, so that it starts from a settled graph and two at
once give the answers each would give alone. A what-if is always rolled back, nothing of it is ever
visible to others; an action (``recording``) is kept with all that follows, or not at all.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from service.answers.currency import refuse_unless_current
from service.answers.standing import (
    Totals,
    losses_totals,
    network_totals,
    standing_after,
    standing_before,
)
from service.catalog.catalog import SavedQuery
from service.catalog.header import Remark
from service.catalog.parameters import Parameter
from service.derivation.disruption import derive_losses
from service.derivation.incremental import rederive
from service.errors import (
    Conflict,
    Fault,
    TimeLimitExceeded,
    TooLarge,
    TooManyRequests,
    Unanswered,
)
from service.graph.database import Graph, Transaction
from service.graph.state import State, read_state
from service.graph.values import Rows
from service.language import Text
from service.model.tables import BY_NAME
from service.statements import statement

Accepted = TypeVar("Accepted")

CONCURRENCY_SLOTS = threading.BoundedSemaphore(8)
"""They run one after the other, and each that waits holds a thread of the server: pages are not to
starve."""


LOSSES = "losses"
"""What those derive that ask what a stop costs from normal times."""


class UnknownIds(Exception):
    """``ids`` are given for these parameters, and nothing has them."""

    def __init__(self, ids: list[tuple[Parameter, str]]) -> None:
        super().__init__(ids)
        self.ids = ids


def run_what_if(
    graph: Graph, query: SavedQuery, arguments: Mapping[str, Any], *, most: int | None
) -> tuple[State, Rows, Totals]:
    """Changes the graph, derives what follows, reads the answer, and undoes it all.

    Gives the state of the graph before the change, ``most`` rows of the answer (``None``: all), and
    the totals. Raises ``UnknownIds`` with all ids that nothing has, ``Conflict`` with what the
    change refuses, ``Deriving`` while derived facts are not current, ``TimeLimitExceeded``,
    ``TooManyRequests``.
    """
    with ConcurrencySlot(), graph.transaction(timeout=query.timeout, keep=False) as transaction:
        state, enterprises = _changed(transaction, query, arguments)
        follows = DERIVE_AFTER_CHANGE[query.derives](transaction, enterprises)
        rows = transaction.run(query.statement, {**arguments, **follows}, most=most)
        if query.derives == LOSSES:
            return state, rows, losses_totals(transaction)
        moved = follows["changed"]
        ids = dict.fromkeys([*enterprises, *(row[0] for row in moved)])
        before = standing_before(graph, list(ids))
        after = standing_after(transaction, before, moved)
        return state, rows, network_totals(transaction, before, after)


def try_change(
    transaction: Transaction, query: SavedQuery, arguments: Mapping[str, Any]
) -> tuple[State, dict[str, Any]]:
    """Makes a change to be undone, and derives what follows; the state before, and what follows."""
    state, enterprises = _changed(transaction, query, arguments)
    return state, DERIVE_AFTER_CHANGE[query.derives](transaction, enterprises)


def derived_in_time(accept: Callable[[bool], Accepted]) -> Accepted:
    """Accepts a change with all that follows from it or, where that is too much for one
    transaction, the change alone; ``accept`` is told whether it derives.

    Raises ``Unanswered`` where it is not known whether the change was accepted.
    """
    try:
        return accept(True)
    except Unanswered:
        raise
    except (TimeLimitExceeded, TooLarge):
        return accept(False)


class ConcurrencySlot:
    """Held by a what-if or a change while it runs or waits.

    Raises ``TooManyRequests`` where none is free.
    """

    def __enter__(self) -> None:
        if not CONCURRENCY_SLOTS.acquire(blocking=False):
            raise TooManyRequests(
                Text(
                    "Too many what-ifs and changes at once; try again shortly",
                    "同时进行的推演与登记过多，请稍后重试",
                )
            )

    def __exit__(self, *_: object) -> None:
        CONCURRENCY_SLOTS.release()


def _changed(
    transaction: Transaction, query: SavedQuery, arguments: Mapping[str, Any]
) -> tuple[State, list[str]]:
    """Makes a change to be undone; the state before, and whose facts or supplies it changed."""
    transaction.run(statement("hold"))
    state = read_state(transaction)
    refuse_unless_current(query, state, ())
    refuse_unknown(transaction, query, arguments)
    changed = make_change(transaction, query, arguments)
    return state, list(dict.fromkeys(str(row[0]) for row in changed.rows))


def make_change(transaction: Transaction, query: SavedQuery, arguments: Mapping[str, Any]) -> Rows:
    """Runs the change; raises ``Conflict`` with all that it refuses."""
    changed = transaction.run(query.change, arguments)
    faults = remarks(query.refuses, arguments, changed, "refused")
    if faults:
        raise Conflict(
            Text(
                "; ".join(fault.text.en for fault in faults),
                "；".join(fault.text.zh for fault in faults),
            ),
            faults,
        )
    return changed


def _readiness(transaction: Transaction, enterprises: list[str]) -> dict[str, Any]:
    return {"changed": rederive(transaction, enterprises)}


def _losses(transaction: Transaction, enterprises: list[str]) -> dict[str, Any]:
    if enterprises:
        derive_losses(transaction)
    return {}


DERIVE_AFTER_CHANGE: Mapping[str, Callable[[Transaction, list[str]], dict[str, Any]]] = {
    "readiness": _readiness,
    LOSSES: _losses,
}
"""How what follows from a what-if is derived, by ``derives``; gives the answer's own parameters."""


def refuse_unknown(
    transaction: Transaction, query: SavedQuery, arguments: Mapping[str, Any]
) -> None:
    """Raises ``UnknownIds`` with all ids among the arguments that nothing has."""
    unknown: list[tuple[Parameter, str]] = []
    for parameter in query.parameters:
        value, table = arguments[parameter.name], BY_NAME.get(parameter.suggest or "")
        if value is None or table is None or not table.label:
            continue
        ids = value if isinstance(value, list) else [value]
        found = transaction.run(statement("unknown", label=table.label), {"ids": ids})
        unknown += [(parameter, row[0]) for row in found.rows]
    if unknown:
        raise UnknownIds(unknown)


def remarks(
    known: Mapping[str, Remark], arguments: Mapping[str, Any], changed: Rows, column: str
) -> list[Fault]:
    """What a change says in one of its columns, a word or a list of them, in those of its file."""
    words = dict.fromkeys(
        word
        for given in told(changed, column)
        for word in (given if isinstance(given, list) else [given])
        if word is not None
    )
    found = [known[word] for word in words]
    return [Fault(one.text, one.where, _given(arguments[one.where])) for one in found]


def _given(value: Any) -> str:
    return "" if value is None else str(value)


def told(changed: Rows, column: str) -> list[Any]:
    """What the rows of a change say in one column; nothing where it has none of that name."""
    if column not in changed.columns:
        return []
    at = changed.columns.index(column)
    return [row[at] for row in changed.rows if row[at] is not None]
