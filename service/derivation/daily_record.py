"""The record of each day: the figures of every group of enterprises, kept for good.

A node ``Day`` per day and group, by all, city, district, town, industry, team and anchor, holds
what the board shows. It is written by each full derivation, and for the last time before the day at
which the graph stands is moved; what is asked of today is read live.
"""

from datetime import date
from typing import Any

from service.derivation.groups import COUNTS, Group
from service.graph.database import Graph, Transaction
from service.graph.state import read_state
from service.statements import statement

GROUPINGS = ("all", "city", "district", "town", "industry", "team", "anchor")
"""By what the board groups."""

TIMEOUT_SECONDS = 600.0


def record_day(graph: Graph, *, before: date | None = None) -> date | None:
    """Keeps the figures of the day at which ``graph`` stands; nothing where what is derived is not
    current, or nothing is loaded. Gives that day where it did.

    ``before``: only if that day is past then, as the graph is about to be moved to this one.
    """
    with graph.transaction(timeout=TIMEOUT_SECONDS) as transaction:
        transaction.run(statement("hold"))
        state = read_state(transaction)
        if not state.derived or state.as_of is None or (before and state.as_of >= before):
            return None
        for by in GROUPINGS:
            given = {"by": by, "rows": _figures(transaction, by)}
            transaction.run(statement("derive/record-day"), given)
    return state.as_of


def _figures(transaction: Transaction, by: str) -> list[dict[str, Any]]:
    """The figures of the groups of one kind: as the board has them, in the units of ``COUNTS``."""
    board = transaction.run(statement("queries/four-sync-board"), {"by": by, "most": None})
    rows = []
    for values in board.rows:
        told = dict(zip(board.columns, values, strict=True))
        told["output"] = round(100 * told["output"])
        told["lost"] = round(100 * told["lost_days"])
        group = Group(by, told["group"], told["district"])
        row = {"id": group.id, "by": by, "key": group.key, "district": group.district}
        row |= {"name": told["name"]} | {name: told.get(name) for name in COUNTS}
        rows.append({name: value for name, value in row.items() if value is not None})
    return rows
