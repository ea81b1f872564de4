"""Undoing an action: what it said is taken back, as far as nobody has said otherwise since."""

from dataclasses import dataclass

import orjson

from service.answers.changes import ChangeEntry, ConcurrencySlot
from service.answers.currency import refuse_unless_derived
from service.clock import local_time
from service.dataset.merging.claims import FROM_ACTIONS
from service.dataset.merging.difference import Kept
from service.dataset.merging.journal import Entry, entries_from_json
from service.dataset.merging.take_back import Author, by_pass, compare_taken_back
from service.dataset.trial import changed_enterprises_of
from service.derivation.incremental import rederive
from service.errors import Conflict, NotFound
from service.graph.database import Graph, Transaction
from service.graph.state import read_state
from service.language import Text
from service.statements import statement

UNDO = "undo"
"""The action under which undoing one is kept."""

SAME = "same"
DIFFERENT = "different"
"""The actions under which it is kept that two things are, or are not, one and the same."""

OF_ALL_SOURCES = (SAME, DIFFERENT)
"""Actions that say nothing themselves: they put together what all sources said."""

TIMEOUT = 60.0
"""Seconds that it may take."""


@dataclass(frozen=True)
class UndoneChange:
    """An action that was taken back: what stays as it is, and how many are ready on another day."""

    change: str
    action: str
    kept: list[Kept]
    moved: int


def undo_change(graph: Graph, change: str, entry: ChangeEntry) -> UndoneChange:
    """Takes back the accepted change whose id is, or begins with, ``change``.

    It is kept as a change of its own, ``entry``. Raises ``NotFound`` for none or several of them,
    ``Conflict`` for one undone already, ``Deriving`` while derived facts are not current.
    """
    with ConcurrencySlot(), graph.transaction(timeout=TIMEOUT) as transaction:
        transaction.run(statement("hold"))
        refuse_unless_derived(read_state(transaction))
        found, action, entries = _entries(transaction, change)
        days = {row[0]: row[1] for row in transaction.run(statement("load/first-days")).rows}
        author = Author(None if action in OF_ALL_SOURCES else FROM_ACTIONS, days)
        kept: list[Kept] = []
        for of_pass in by_pass(entries).values():
            for kind, some in of_pass.items():
                difference = compare_taken_back(transaction.run, author, kind, some)
                for write in difference.writes:
                    transaction.run(write.statement, write.parameters)
                kept += difference.kept
        enterprises = sorted(changed_enterprises_of(entries))
        moved = rederive(transaction, enterprises, whole=True) if enterprises else []
        nodes = {kind: sorted({e.ids[0] for e in entries if e.kind == kind}) for kind in _NODES}
        transaction.run(
            statement("accept"),
            {
                "change": entry.change,
                "by": entry.by,
                "action": UNDO,
                "arguments": orjson.dumps({"change": found}).decode(),
                "enterprises": sorted({*nodes["Enterprise"], *enterprises}),
                "materials": nodes["Material"],
                "derived": True,
                "moved": len(moved),
                "said_on": None,
                "entries": None,
                "facts": [],
                "before": [],
                "after": [],
            },
        )
        transaction.run(statement("undone"), {"undone": found, "change": entry.change})
    return UndoneChange(found, action, kept, len(moved))


_NODES = ("Enterprise", "Material")


def _entries(transaction: Transaction, change: str) -> tuple[str, str, list[Entry]]:
    rows = transaction.run(statement("change-to-undo"), {"change": change}).rows
    if not rows or (len(rows) > 1 and rows[0][0] != change):
        raise NotFound(
            Text(
                f"There is no one change whose id begins with {change}",
                f"没有唯一以 {change} 开头的登记编号",
            )
        )
    found, action, journal, undone_at = rows[0]
    if undone_at:
        at = local_time(undone_at)
        raise Conflict(
            Text(f"{found} was undone already, at {at}", f"{found} 已于 {at} 撤销，无需重复")
        )
    if action == UNDO or journal is None:
        raise Conflict(
            Text(
                f"{found} cannot be undone: do again what it took back",
                f"{found} 无法撤销：请重新登记其所撤销的内容",
            )
        )
    return found, action, entries_from_json(journal)
