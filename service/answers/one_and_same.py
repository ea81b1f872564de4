"""Two things are one and the same, or are not: people's decisions, each an accepted change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from service.access.roles import Capability
from service.answers.accepted_changes import (
    NOTHING_TOLD,
    ChangeEntry,
    enter_change,
    refuse_accepted,
)
from service.answers.changes import ConcurrencySlot, derived_in_time
from service.answers.currency import refuse_unless_derived
from service.answers.knowledge import Knowledge
from service.answers.spellings import other_spellings
from service.answers.suggestions import MAX_NEAREST, Suggestion, offered_by
from service.answers.undo_change import DIFFERENT, SAME
from service.dataset.merging.difference import Conflict as Disagreeing
from service.dataset.merging.difference import Difference
from service.dataset.merging.elements import Properties
from service.dataset.merging.journal import Entry
from service.dataset.merging.load_statements import load_statement, merge_nodes
from service.dataset.naming.aliases import KINDS, alias_nodes, different_node, visible
from service.dataset.naming.one_and_same import Instead, Merged, foreign_types, merge_things
from service.derivation.incremental import rederive_everything
from service.errors import (
    Conflict,
    InvalidParameter,
    NotFound,
)
from service.graph.database import Transaction
from service.graph.state import read_state
from service.language import Text
from service.model import bookkeeping
from service.model.tables import BY_LABEL
from service.statements import statement

TIMEOUT = 60.0
"""Seconds that a decision may take with what follows from it."""

MATERIAL_OF_ONE_SUPPLIER = "supplied-by-{}"
"""The id of the material that stands for what a list leaves unsaid, by its supplier."""


Own = dict[str, Properties]
"""By id the aliases of a material that stands for what lists leave unsaid."""


@dataclass(frozen=True)
class Thing:
    """An enterprise or a material."""

    id: str
    name: str


@dataclass(frozen=True)
class MadeOne:
    """What came of making two things one."""

    change: str
    kept: int
    """Relationships of the one that went, which are the other's now."""
    dropped: list[tuple[str, ...]]
    """Supplies to itself that arose and are left out: supplier, buyer, material, since."""
    conflicts: list[Disagreeing]
    moved: int | None
    """How many are ready on another day; ``None``: everything has to be derived again."""


def find_thing(knowledge: Knowledge, kind: str, text: str) -> Thing:
    """The thing of a label that has this id, name or alias.

    Raises ``NotFound`` with the nearest names, ``Conflict`` where several have the name.
    """
    given = {"text": text, "names": [text, visible(text), *other_spellings(text)]}
    rows = knowledge.graph.read(statement("named", label=kind), given).rows
    if not rows:
        keys = alias_nodes(kind, "", ids=[text], names=[text])
        found = knowledge.graph.read(statement("alias", label=kind), {"ids": sorted(keys)}).rows
        rows = [[*row, 1] for row in found]
    if rows and (len(rows) == 1 or rows[0][2] == 0):
        return Thing(rows[0][0], rows[0][1] or rows[0][0])
    if rows:
        listed = [str(row[0]) for row in rows]
        raise Conflict(
            Text(
                f"Several are called {text}; give an id: {', '.join(listed)}",
                f"有多个名为 {text}，请用编号：{'、'.join(listed)}",
            )
        )
    label = BY_LABEL[kind].singular
    finding = knowledge.catalog.finding[BY_LABEL[kind].thing]
    nearest: list[Suggestion] = []
    for typed in (text, text[: len(text) // 2], text[:1]):
        if typed and not nearest:
            nearest = offered_by(knowledge.ask(finding.name, {"text": typed}))
    raise NotFound(
        Text(f"There is no {label.en.lower()} {text[:80]!r}", f"没有{label.zh} {text[:80]!r}"),
        nearest=[one.told for one in nearest[:MAX_NEAREST]],
    )


def make_one(knowledge: Knowledge, kind: str, goes: str, stays: str, entry: ChangeEntry) -> MadeOne:
    """Makes the thing with the id ``goes`` the one with the id ``stays``, and derives what follows.

    Where too much follows for one transaction the change alone is kept, see ``MadeOne.moved``.
    Raises ``NotAllowed``, ``NotFound`` for an id that nothing has, ``InvalidParameter`` for one and
    the same id, ``Conflict`` for a change accepted before (``ReusedChangeId``: another one) and for
    relationships that Tongbu does not know, ``Deriving``, ``TooManyRequests``.
    """

    def change(transaction: Transaction) -> tuple[Merged, list[str]]:
        days = {row[0]: row[1] for row in transaction.run(statement("load/first-days")).rows}
        instead, own = _instead(transaction, kind, goes, stays)
        serial = read_state(transaction).version or 0
        merged = merge_things(transaction.run, instead, days, serial)
        for key, node in own.items():
            merged.difference.entries.append(Entry(bookkeeping.ALIAS, (key,), None, node))
            merged.difference.writes.append(merge_nodes(bookkeeping.ALIAS, [{"id": key, **node}]))
        _write(transaction, merged.difference)
        return merged, sorted(merged.buyers - {goes})

    def accept(derive: bool) -> MadeOne:
        with knowledge.graph.transaction(timeout=TIMEOUT) as transaction:
            _settle(transaction, entry, SAME, _kept(kind, {"goes": goes, "stays": stays}))
            names = _names(transaction, kind, goes, stays)
            _refuse_foreign(transaction, kind, goes)
            merged, enterprises = change(transaction)
            moved: list[list[Any]] | None = None
            if derive:
                followed = rederive_everything(transaction, enterprises)
                # it needs NumPy, and who only asks does not wait for that
                from service.derivation.groups import recount

                recount(knowledge.graph, transaction, {*followed.touched, goes, stays})
                moved = followed.moved
            told = {"facts": ["name"], "before": [names[0]], "after": [names[1]], "of": [""]}
            _accept(transaction, entry, SAME, kind, {"goes": goes, "stays": stays}, [stays],
                    merged.difference.entries, moved, told)  # fmt: skip
        difference = merged.difference
        count = None if moved is None else len(moved)
        return MadeOne(entry.change, merged.moved, merged.dropped, difference.conflicts, count)

    _may(knowledge, kind, goes, stays)
    with ConcurrencySlot():
        return derived_in_time(accept)


def keep_apart(knowledge: Knowledge, kind: str, one: str, other: str, entry: ChangeEntry) -> str:
    """Remembers that two things are not the same; gives the id of the change.

    Raises as ``make_one``, ``Conflict`` where that was decided before.
    """
    _may(knowledge, kind, one, other)
    with ConcurrencySlot(), knowledge.graph.transaction(timeout=TIMEOUT) as transaction:
        _settle(transaction, entry, DIFFERENT, _kept(kind, {"one": one, "other": other}))
        _names(transaction, kind, one, other)
        key, node = different_node(kind, one, other)
        label = bookkeeping.DIFFERENT
        if transaction.run(load_statement("existing-ids", label=label), {"ids": [key]}).rows:
            raise Conflict(Text("That is known already", "该判断已有记录，无需重复"))
        difference = Difference(entries=[Entry(label, (key,), None, node)])
        difference.writes.append(merge_nodes(label, [{"id": key, **node}]))
        _write(transaction, difference)
        _accept(transaction, entry, DIFFERENT, kind, {"one": one, "other": other}, [one, other],
                difference.entries, [], NOTHING_TOLD)  # fmt: skip
    return entry.change


def _may(knowledge: Knowledge, kind: str, one: str, other: str) -> None:
    knowledge.rights.require(Capability.LOAD)
    if kind not in KINDS:
        raise InvalidParameter(
            Text(f"kind: one of {', '.join(KINDS)}", f"kind 应为：{'、'.join(KINDS)}")
        )
    if one == other:
        raise Conflict(Text(f"Both are {one}: give two", f"两者都是 {one}：请给出两个不同的对象"))


def _settle(transaction: Transaction, entry: ChangeEntry, action: str, kept: str) -> None:
    transaction.run(statement("hold"))
    refuse_accepted(transaction, entry, action, lambda accepted: accepted == kept)
    refuse_unless_derived(read_state(transaction))


def _kept(kind: str, arguments: dict[str, str]) -> str:
    """The arguments of a decision as the graph keeps them."""
    return orjson.dumps({"kind": kind, **arguments}).decode()


def _names(transaction: Transaction, kind: str, *ids: str) -> list[str]:
    """What things are called. Raises ``NotFound`` with all ids that nothing has."""
    rows = transaction.run(statement("names", label=kind), {"ids": list(ids)}).rows
    names = {row[0]: row[1] or row[0] for row in rows}
    if missing := [id_ for id_ in ids if id_ not in names]:
        label, listed = BY_LABEL[kind].singular, ", ".join(repr(id_[:80]) for id_ in missing)
        raise NotFound(Text(f"There is no {label.en.lower()} {listed}", f"没有{label.zh} {listed}"))
    return [str(names[id_]) for id_ in ids]


def _refuse_foreign(transaction: Transaction, kind: str, goes: str) -> None:
    if types := foreign_types(transaction.run, kind, goes):
        listed = ", ".join(types)
        raise Conflict(
            Text(
                f"{goes} has relationships that Tongbu does not know and could not keep: {listed}",
                f"{goes} 有本系统不认识、无法保留的关系：{listed}",
            )
        )


def _instead(transaction: Transaction, kind: str, goes: str, stays: str) -> tuple[Instead, Own]:
    """What goes, and what stays instead; and of enterprises the materials that stand for what lists
    leave unsaid: both become one, or the one that there is stands for the other."""
    instead: Instead = {kind: {goes: stays}}
    if kind != "Enterprise":
        return instead, {}
    named = {id_: MATERIAL_OF_ONE_SUPPLIER.format(id_) for id_ in (goes, stays)}
    found = dict.fromkeys(named)
    for id_, own in named.items():
        for key, text, ids in (
            (own, load_statement("existing-ids", label="Material"), [own]),
            (None, statement("alias", label="Material"), [*alias_nodes("Material", "", ids=[own])]),
        ):
            rows = transaction.run(text, {"ids": ids}).rows
            found[id_] = found[id_] or (key or rows[0][0] if rows else None)
    first, last = found[goes], found[stays]
    if first and last and first != last:
        instead["Material"] = {first: last}
    elif first and not last:
        return instead, alias_nodes("Material", first, ids=[named[stays]])
    return instead, {}


def _write(transaction: Transaction, difference: Difference) -> None:
    for write in difference.writes:
        transaction.run(write.statement, write.parameters)


def _accept(
    transaction: Transaction,
    entry: ChangeEntry,
    action: str,
    kind: str,
    arguments: dict[str, str],
    about: list[str],
    entries: list[Entry],
    moved: list[list[Any]] | None,
    told: Mapping[str, Sequence[str]],
) -> None:
    enter_change(
        transaction,
        entry,
        action,
        _kept(kind, arguments),
        about={kind: about},
        moved=moved,
        entries=entries,
        told=told,
        changed=entries,
    )
