"""What-ifs: the real statements on the real graph, in a transaction that is always rolled back.

Each first takes the lock that every write takes, so that it starts from a settled graph and two at
once give the answers each would give alone; nothing of it is ever visible to others.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from service.catalog import SavedQuery
from service.errors import Fault, Refusal, TooMany, WrongParameter
from service.graph import Graph, Transaction
from service.language import Text
from service.losses import spread
from service.parameters import Parameter
from service.rederivation import rederive
from service.shapes import Rows
from service.state import State, read_state, refuse_unless_current
from service.statements import CYPHER, statement

AT_ONCE = threading.BoundedSemaphore(8)
"""They take turns, and each that waits holds a thread of the server: pages are not to starve."""


class Unknown(Exception):
    """``ids`` are given for these parameters, and nothing has them."""

    def __init__(self, ids: list[tuple[Parameter, str]]) -> None:
        super().__init__(ids)
        self.ids = ids


def try_out(
    graph: Graph, query: SavedQuery, arguments: Mapping[str, Any], *, most: int | None
) -> tuple[State, Rows]:
    """Changes the graph, derives what follows, reads the answer, and undoes it all.

    Gives the state of the graph before the change, and ``most`` rows of the answer (``None``: all).
    Raises ``Unknown`` with all ids that nothing has, ``WrongParameter`` with what the change
    refuses, ``Deriving`` while derived facts are not current, ``TimeLimit``, ``TooMany``.
    """
    if not AT_ONCE.acquire(blocking=False):
        raise TooMany(
            Text("Too many what-ifs at once; try again shortly", "同时进行的推演过多，请稍后重试")
        )
    try:
        with graph.transaction(timeout=query.timeout, keep=False) as transaction:
            transaction.run(statement("hold"))
            state = read_state(transaction)
            refuse_unless_current(query, state, ())
            _refuse_unknown(transaction, query, arguments)
            changed = transaction.run(query.change, arguments)
            refusal = _refused(query, arguments, changed)
            if refusal:
                raise refusal
            enterprises = list(dict.fromkeys(str(row[0]) for row in changed.rows))
            follows = FOLLOWS[query.derives](transaction, enterprises)
            return state, transaction.run(query.statement, {**arguments, **follows}, most=most)
    finally:
        AT_ONCE.release()


def _readiness(transaction: Transaction, enterprises: list[str]) -> dict[str, Any]:
    return {"changed": rederive(transaction, enterprises, whole=False) if enterprises else []}


def _losses(transaction: Transaction, enterprises: list[str]) -> dict[str, Any]:
    if enterprises:
        spread(transaction)
    return {}


FOLLOWS: Mapping[str, Callable[[Transaction, list[str]], dict[str, Any]]] = {
    "readiness": _readiness,
    "losses": _losses,
}
"""How what follows from a change is derived, by ``derives``; gives the answer's own parameters."""


def _refuse_unknown(
    transaction: Transaction, query: SavedQuery, arguments: Mapping[str, Any]
) -> None:
    unknown: list[tuple[Parameter, str]] = []
    for parameter in query.parameters:
        name, value = f"unknown/{parameter.suggest}", arguments[parameter.name]
        if value is None or not (CYPHER / f"{name}.cypher").exists():
            continue
        ids = value if isinstance(value, list) else [value]
        unknown += [
            (parameter, row[0]) for row in transaction.run(statement(name), {"ids": ids}).rows
        ]
    if unknown:
        raise Unknown(unknown)


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
    return WrongParameter(
        Text("; ".join(one.text.en for one in found), "；".join(one.text.zh for one in found)),
        faults,
    )
