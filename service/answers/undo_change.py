"""Undoing an action: what it said is taken back, as far as nobody has said otherwise since."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from service.answers.accepted_changes import ChangeEntry, enter_change
from service.answers.changes import ConcurrencySlot, derived_in_time
from service.answers.currency import refuse_unless_derived
from service.clock import local_time
from service.dataset.merging.claims import FROM_ACTIONS
from service.dataset.merging.difference import Counts, Kept
from service.dataset.merging.journal import Entry, entries_from_json
from service.dataset.merging.take_back import Author, by_pass, compare_taken_back
from service.dataset.trial import changed_enterprises_of
from service.derivation.incremental import rederive_everything
from service.errors import Conflict, NotFound
from service.graph.database import Graph, Transaction
from service.graph.state import read_state
from service.language import Text
from service.model.tables import BY_LABEL, FACTS
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
class Restored:
    """A fact that is as it was before: of which node or relationship, and what it was meanwhile."""

    kind: str
    ids: tuple[str, ...]
    fact: str
    meanwhile: Any
    before: Any


@dataclass
class UndoneChange:
    """An action that was taken back, or would be: ``counts`` by label or type, the facts that are
    as before, what stays as it is, and how many are ready on another day.

    ``moved`` is ``None`` where so much follows that everything has to be derived again.
    """

    change: str
    action: str
    moved: int | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    restored: list[Restored] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


def undo_change(graph: Graph, change: str, entry: ChangeEntry) -> UndoneChange:
    """Takes back the accepted change whose id is, or begins with, ``change``.

    It is kept as a change of its own, ``entry``. Where more follows than one transaction can hold,
    it alone is kept, see ``UndoneChange.moved``. Raises ``NotFound`` for none or several of them,
    ``Conflict`` for one undone already, ``Deriving`` while derived facts are not current.
    """
    return _undo(graph, change, entry)


def try_undo_change(graph: Graph, change: str) -> UndoneChange:
    """What ``undo_change`` would do; nothing of it stays. Raises as it does."""
    return _undo(graph, change, None)


def _undo(graph: Graph, change: str, entry: ChangeEntry | None) -> UndoneChange:
    """Without an ``entry`` it is only tried."""
    with ConcurrencySlot():
        return derived_in_time(lambda derive: _undo_once(graph, change, entry, derive=derive))


def _undo_once(
    graph: Graph, change: str, entry: ChangeEntry | None, *, derive: bool
) -> UndoneChange:
    with graph.transaction(timeout=TIMEOUT, keep=entry is not None) as transaction:
        transaction.run(statement("hold"))
        refuse_unless_derived(read_state(transaction))
        found, action, entries = _entries(transaction, change)
        undone = UndoneChange(found, action)
        moved: list[list[Any]] | None = None
        _take_back(transaction, entries, undone)
        enterprises = sorted(changed_enterprises_of(entries))
        if derive:
            followed = rederive_everything(transaction, enterprises)
            served = {entry.ids[1] for entry in entries if entry.kind == "SERVES"}
            # it needs NumPy, and who only asks does not wait for that
            from service.derivation.groups import recount

            recount(graph, transaction, followed.touched | served)
            moved = followed.moved
            undone.moved = len(moved)
        if entry:
            _accept(transaction, entry, undone, entries, enterprises, moved)
    return undone


def _take_back(transaction: Transaction, entries: list[Entry], undone: UndoneChange) -> None:
    days = {row[0]: row[1] for row in transaction.run(statement("load/first-days")).rows}
    author = Author(None if undone.action in OF_ALL_SOURCES else FROM_ACTIONS, days)
    for of_pass in by_pass(entries).values():
        for kind, some in of_pass.items():
            difference = compare_taken_back(transaction.run, author, kind, some)
            for write in difference.writes:
                transaction.run(write.statement, write.parameters)
            undone.counts.setdefault(kind, Counts()).add(difference.counts)
            undone.kept += difference.kept
    kept = {(each.kind, each.ids, each.fact) for each in undone.kept}
    undone.restored = [
        Restored(each.kind, each.ids, fact, each.now.get(fact), each.was.get(fact))
        for each in entries
        if each.was is not None and each.now is not None
        for fact in FACTS.get(each.kind, {})
        if each.now.get(fact) != each.was.get(fact)
        and not {(each.kind, each.ids, fact), (each.kind, each.ids, None)} & kept
    ]


def _accept(
    transaction: Transaction,
    entry: ChangeEntry,
    undone: UndoneChange,
    entries: list[Entry],
    enterprises: list[str],
    moved: list[list[Any]] | None,
) -> None:
    nodes = {kind: {e.ids[0] for e in entries if e.kind == kind} for kind in BY_LABEL}
    nodes["Enterprise"] |= {*enterprises}
    enter_change(
        transaction,
        entry,
        UNDO,
        orjson.dumps({"change": undone.change}).decode(),
        about={kind: sorted(ids) for kind, ids in nodes.items()},
        moved=moved,
        changed=entries,
    )
    transaction.run(statement("undone"), {"undone": undone.change, "change": entry.change})


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
