"""Changes to the real graph, what follows from them, and the answer: what-ifs and actions.

Each first takes the lock that every write takes, so that it starts from a settled graph and two at
once give the answers each would give alone. A what-if is always rolled back, nothing of it is ever
visible to others; an action is kept with all that follows from it, or not at all.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import orjson

from service.answers.accepted_changes import ChangeEntry, enter_change, refuse_accepted
from service.answers.currency import refuse_unless_current
from service.answers.recorded_facts import Recorded, facts_told, record_facts
from service.catalog.catalog import SavedQuery
from service.catalog.header import SAID_ON
from service.catalog.parameters import Parameter
from service.dataset.merging.difference import Conflict as Disagreeing
from service.derivation.disruption import derive_losses
from service.derivation.incremental import rederive, rederive_everything
from service.errors import (
    Conflict,
    Fault,
    Refusal,
    TimeLimitExceeded,
    TooLarge,
    TooManyRequests,
)
from service.graph.database import Graph, Transaction
from service.graph.state import State, read_state
from service.graph.values import Rows
from service.language import Text
from service.model.tables import BY_NAME
from service.statements import statement

CONCURRENCY_SLOTS = threading.BoundedSemaphore(8)
"""They run one after the other, and each that waits holds a thread of the server: pages are not to
starve."""


class UnknownIds(Exception):
    """``ids`` are given for these parameters, and nothing has them."""

    def __init__(self, ids: list[tuple[Parameter, str]]) -> None:
        super().__init__(ids)
        self.ids = ids


def run_what_if(
    graph: Graph, query: SavedQuery, arguments: Mapping[str, Any], *, most: int | None
) -> tuple[State, Rows]:
    """Changes the graph, derives what follows, reads the answer, and undoes it all.

    Gives the state of the graph before the change, and ``most`` rows of the answer (``None``: all).
    Raises ``UnknownIds`` with all ids that nothing has, ``Conflict`` with what the change
    refuses, ``Deriving`` while derived facts are not current, ``TimeLimitExceeded``,
    ``TooManyRequests``.
    """
    with ConcurrencySlot(), graph.transaction(timeout=query.timeout, keep=False) as transaction:
        state, enterprises = _changed(transaction, query, arguments)
        follows = DERIVE_AFTER_CHANGE[query.derives](transaction, enterprises)
        return state, transaction.run(query.statement, {**arguments, **follows}, most=most)


def record_change(
    graph: Graph, action: SavedQuery, arguments: Mapping[str, Any], entry: ChangeEntry, *, most: int
) -> tuple[State, Rows | None, list[Disagreeing]]:
    """Changes the graph for good, derives what follows in the same transaction, reads the answer.

    Gives the state after it, ``most`` rows of the answer, and on what other sources disagree. Where
    more follows than one
    transaction can hold in the action's time, the change alone is kept: the answer is then
    ``None``, and everything has to be derived again. Raises as ``run_what_if``, ``Conflict`` for a
    change accepted before, and ``ReusedChangeId`` where its id was accepted with other content.
    """
    with ConcurrencySlot():
        try:
            return _accept(graph, action, arguments, entry, most=most)
        except (TimeLimitExceeded, TooLarge):
            return _accept(graph, action, arguments, entry, most=None)


def _accept(
    graph: Graph,
    action: SavedQuery,
    arguments: Mapping[str, Any],
    entry: ChangeEntry,
    *,
    most: int | None,
) -> tuple[State, Rows | None, list[Disagreeing]]:
    """As ``record_change``; with ``most`` = ``None`` nothing is derived."""
    with graph.transaction(timeout=action.timeout) as transaction:
        recorded, on, enterprises = _record(transaction, action, arguments, entry)
        moved: list[list[Any]] = []
        if most is not None:
            followed = rederive_everything(transaction, enterprises)
            # it needs NumPy, and who only asks does not wait for that
            from service.derivation.groups import recount

            recount(graph, transaction, followed.touched)
            moved = followed.moved
        enter_change(
            transaction,
            entry,
            action.name,
            _as_kept(arguments),
            enterprises=_suggested_ids(action, arguments, "enterprises"),
            materials=_suggested_ids(action, arguments, "materials"),
            moved=len(moved) if most is not None else None,
            said_on=on,
            entries=recorded.entries,
            told=facts_told(recorded.entries),
            changed=recorded.entries,
        )
        state = read_state(transaction)
        if most is None:
            return state, None, recorded.conflicts
        given = {**arguments, "changed": moved}
        return state, transaction.run(action.statement, given, most=most), recorded.conflicts


def _record(
    transaction: Transaction,
    action: SavedQuery,
    arguments: Mapping[str, Any],
    entry: ChangeEntry,
) -> tuple[Recorded, date, list[str]]:
    """Makes the change of an action; what it said, of which day, and whose facts it changed."""
    state = _settled(transaction, action, arguments, entry)
    assert state.as_of
    on = arguments.get(SAID_ON) or state.as_of
    if on > state.as_of:
        raise _future(on, state.as_of)
    changed: list[str] = []

    def change() -> list[str]:
        rows = _change(transaction, action, {**arguments, SAID_ON: on})
        changed.extend(dict.fromkeys(str(row[0]) for row in rows.rows))
        if "said" not in rows.columns:
            return []
        at = rows.columns.index("said")
        return [name for row in rows.rows for name in row[at]]

    return record_facts(transaction, action, arguments, on, change), on, changed


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
    state = _settled(transaction, query, arguments)
    changed = _change(transaction, query, arguments)
    return state, list(dict.fromkeys(str(row[0]) for row in changed.rows))


def _settled(
    transaction: Transaction,
    query: SavedQuery,
    arguments: Mapping[str, Any],
    entry: ChangeEntry | None = None,
) -> State:
    """Waits for other writes, and refuses what cannot begin; gives the state of the graph."""
    transaction.run(statement("hold"))
    state = read_state(transaction)
    if entry:
        stated = _stated(_as_kept(arguments))
        refuse_accepted(transaction, entry, query.name, lambda kept: _stated(kept) == stated)
    refuse_unless_current(query, state, ())
    refuse_unknown(transaction, query, arguments)
    return state


def _change(transaction: Transaction, query: SavedQuery, arguments: Mapping[str, Any]) -> Rows:
    changed = transaction.run(query.change, arguments)
    refusal = _refused(query, arguments, changed)
    if refusal:
        raise refusal
    return changed


def _future(on: date, as_of: date) -> Refusal:
    return Conflict(
        Text("Nothing was recorded", "未登记任何内容"),
        [
            Fault(
                Text(
                    f"is after the day at which the graph stands, {as_of}; move that first"
                    " (tongbu new-day)",
                    f"晚于数据截止日 {as_of}；请先更新截止日（tongbu new-day）",
                ),
                SAID_ON,
                str(on),
            )
        ],
    )


def _readiness(transaction: Transaction, enterprises: list[str]) -> dict[str, Any]:
    return {"changed": rederive(transaction, enterprises)}


def _losses(transaction: Transaction, enterprises: list[str]) -> dict[str, Any]:
    if enterprises:
        derive_losses(transaction)
    return {}


DERIVE_AFTER_CHANGE: Mapping[str, Callable[[Transaction, list[str]], dict[str, Any]]] = {
    "readiness": _readiness,
    "losses": _losses,
}
"""How what follows from a what-if is derived, by ``derives``; gives the answer's own parameters."""


def _as_kept(arguments: Mapping[str, Any]) -> str:
    """Arguments as the graph keeps them."""
    return orjson.dumps(dict(arguments)).decode("utf-8")


def _stated(kept: str) -> dict[str, Any]:
    """What kept arguments state, whatever parameters the action has got since."""
    return {name: value for name, value in orjson.loads(kept).items() if value is not None}


def _suggested_ids(query: SavedQuery, arguments: Mapping[str, Any], suggest: str) -> list[str]:
    """The ids among the arguments that one saved query offers."""
    ids: list[str] = []
    for parameter in query.parameters:
        value = arguments[parameter.name]
        if parameter.suggest == suggest and value is not None:
            ids += value if isinstance(value, list) else [value]
    return list(dict.fromkeys(ids))


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


def _refused(query: SavedQuery, arguments: Mapping[str, Any], changed: Rows) -> Refusal | None:
    """What the change refused, in the words of its file."""
    if "refused" not in changed.columns:
        return None
    at = changed.columns.index("refused")
    words = dict.fromkeys(row[at] for row in changed.rows if row[at] is not None)
    if not words:
        return None
    found = [query.refuses[word] for word in words]
    faults = [Fault(one.text, one.where, str(arguments[one.where])) for one in found]
    return Conflict(
        Text("; ".join(one.text.en for one in found), "；".join(one.text.zh for one in found)),
        faults,
    )
