"""What an action said: the facts that its change wrote, merged with what others said of them.

A saved action just sets properties and makes nodes and relationships. What its parameters name, and
what these lead to by relationships of which they have one (a request to who raised it), is read
before and after; what differs, or what it repeats, is a statement of the person who recorded it,
of the day that it speaks of. A fact of which somebody speaks for a later day is set back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from service.catalog.catalog import SavedQuery
from service.dataset.merging.claims import (
    FROM_ACTIONS,
    LINK,
    Claim,
    FirstDays,
    decode,
    encode,
    facts_of,
)
from service.dataset.merging.difference import Conflict, RunStatement, relation_ids
from service.dataset.merging.journal import Entry
from service.dataset.merging.relations import existing_relations
from service.dataset.merging.three_way import Speaker, merge
from service.graph.database import Transaction
from service.model.bookkeeping import SAID
from service.model.columns import Relation
from service.model.privacy import PERSONAL_PROPERTIES, masked
from service.model.tables import BY_NAME, ESCORTS, FACTS, RELATIONS, TABLES
from service.statements import statement

Key = tuple[str, tuple[str, ...]]
"""A label or type, and the ids that tell an element of it from the others."""


@dataclass(frozen=True, slots=True)
class _Element:
    properties: Mapping[str, Any]
    element: str | None = None
    """Of a relationship, the database's own id within this transaction."""
    link: str | None = None
    """Where a relationship leads of which its owner has only one."""


@dataclass(frozen=True)
class Spoken:
    """What a change says of itself: the ``facts`` that it spoke of, ``None`` for those that its
    parameters are called after, and the nodes that it ``made``, each by label and id."""

    facts: Iterable[str] | None = None
    made: Iterable[tuple[str, str]] = ()


@dataclass
class Recorded:
    """What an action changed, in the end: entries for undoing it, and what was in conflict."""

    entries: list[Entry] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def record_facts(
    transaction: Transaction,
    action: SavedQuery,
    arguments: Mapping[str, Any],
    on: date,
    change: Callable[[], Spoken],
) -> Recorded:
    """Runs ``change`` in ``transaction``, and merges what it wrote as said on the day ``on``."""
    named = named_ids(action, arguments)
    _add_tied(transaction.run, named)
    before = _read(transaction.run, named)
    told = change()
    spoken = (
        {name for name, value in arguments.items() if value is not None}
        if told.facts is None
        else set(told.facts)
    )
    for label, id_ in told.made:
        named.setdefault(label, []).append(id_)
    after = _read(transaction.run, named) | _of_made(transaction.run, told.made)
    days = {row[0]: row[1] for row in transaction.run(statement("load/first-days")).rows}
    recorded = Recorded()
    for key, element in after.items():
        if key in before:
            repeated = spoken if _means(key, arguments) else set()
            _merge(transaction, recorded, key, before[key], element, repeated, on, days)
        else:
            _created(transaction, recorded, key, element, on, days)
    recorded.entries += [
        Entry(*key, dict(element.properties), None)
        for key, element in before.items()
        if key not in after
    ]
    return recorded


def named_ids(action: SavedQuery, arguments: Mapping[str, Any]) -> dict[str, list[str]]:
    """By label the ids among the arguments."""
    named: dict[str, list[str]] = {}
    for parameter in action.parameters:
        value, table = arguments[parameter.name], BY_NAME.get(parameter.suggest or "")
        if value is not None and table is not None and table.label:
            named.setdefault(table.label, []).extend(value if isinstance(value, list) else [value])
    return named


def _add_tied(run: RunStatement, named: dict[str, list[str]]) -> None:
    """Adds what they lead to by relationships of which they have one each, and workers' squads."""
    tied: dict[str, list[str]] = {}
    for relation in RELATIONS:
        for start, end, _, _ in _relationships(run, relation, named) if relation.single else ():
            label, id_ = (
                (relation.end, end) if relation.owner == "start" else (relation.start, start)
            )
            tied.setdefault(label, []).append(id_)
    if workers := named.get(ESCORTS.end):
        text = statement(
            "load/existing-in", type=ESCORTS.type, start=ESCORTS.start, end=ESCORTS.end
        )
        squads = [row[0] for row in run(text, {"ids": workers}).rows]
        tied.setdefault(ESCORTS.start, []).extend(squads)
    for label, ids in tied.items():
        named[label] = list(dict.fromkeys([*named.get(label, ()), *ids]))


def _read(run: RunStatement, named: Mapping[str, list[str]]) -> dict[Key, _Element]:
    """The nodes of these ids, and the relationships between them or of which they have one."""
    found: dict[Key, _Element] = {}
    for label, ids in named.items():
        for id_, properties in run(
            statement("load/existing-nodes", label=label), {"ids": ids}
        ).rows:
            found[label, (id_,)] = _Element(properties)
    for relation in RELATIONS:
        for start, end, element, properties in _relationships(run, relation, named):
            link = (end if relation.owner == "start" else start) if relation.single else None
            key = relation.type, relation_ids(relation, start, end, properties)
            found[key] = _Element(properties, element, link)
    return found


def _of_made(run: RunStatement, made: Iterable[tuple[str, str]]) -> dict[Key, _Element]:
    """The relationships that made nodes own, to whatever: before, there were none of these."""
    ids: dict[str, list[str]] = {}
    for label, id_ in made:
        ids.setdefault(label, []).append(id_)
    found: dict[Key, _Element] = {}
    for relation in RELATIONS:
        for start, end, element, properties in _owned(run, relation, ids):
            if not relation.single:
                key = relation.type, relation_ids(relation, start, end, properties)
                found[key] = _Element(properties, element)
    return found


def _relationships(
    run: RunStatement, relation: Relation, named: Mapping[str, list[str]]
) -> Iterable[tuple[str, str, str, Mapping[str, Any]]]:
    if relation.single:
        yield from _owned(run, relation, named)
    elif relation.start in named and relation.end in named:
        text = statement("load/between", type=relation.type, start=relation.start, end=relation.end)
        given = {"starts": named[relation.start], "ends": named[relation.end]}
        yield from (tuple(row) for row in run(text, given).rows)


def _owned(
    run: RunStatement, relation: Relation, named: Mapping[str, list[str]]
) -> Iterable[tuple[str, str, str, Mapping[str, Any]]]:
    """All of one type that those named own, by the end whose row says them."""
    from_start = relation.owner == "start"
    owners = named.get(relation.start if from_start else relation.end)
    if not owners:
        return
    for owner, led in existing_relations(run, relation, owners).items():
        for (other, *_), (element, properties) in led.items():
            start, end = (owner, other) if from_start else (other, owner)
            yield start, end, element, properties


def _merge(
    transaction: Transaction,
    recorded: Recorded,
    key: Key,
    before: _Element,
    after: _Element,
    spoken: set[str],
    on: date,
    days: FirstDays,
) -> None:
    kind, ids = key
    was, now = facts_of(kind, before.properties), facts_of(kind, after.properties)
    said = {
        name: now.get(name)
        for name in FACTS.get(kind, {})
        if was.get(name) != now.get(name) or (name in spoken and name in now)
    }
    if not said:
        return
    claims = decode(kind, before.properties, days, link=before.link)
    outcome = merge(Speaker(FROM_ACTIONS, on), said, was, claims)
    recorded.conflicts += [Conflict(kind, ids, about) for about in outcome.disagreements]
    stands = {**was, **outcome.changes}
    changes: dict[str, Any] = {
        name: stands.get(name) for name in said if stands.get(name) != now.get(name)
    }
    properties = {**after.properties, **changes}
    record = encode(kind, outcome.claims, properties, days, link=after.link)
    if record != after.properties.get(SAID):
        changes[SAID] = record
    _write(transaction, key, after, changes)
    properties |= changes
    names = {*outcome.changes, SAID}
    recorded.entries.append(
        Entry(
            kind,
            ids,
            {name: before.properties.get(name) for name in names},
            {name: properties.get(name) for name in names},
        )
    )


def _means(key: Key, arguments: Mapping[str, Any]) -> bool:
    """Whether the arguments mean this element, not a parallel one of another material."""
    kind, ids = key
    material = arguments.get("material")
    return kind != "SUPPLIES" or material is None or material in ids


def _created(
    transaction: Transaction,
    recorded: Recorded,
    key: Key,
    element: _Element,
    on: date,
    days: FirstDays,
) -> None:
    kind, ids = key
    said = {
        name: Claim(value, on)
        for name, value in facts_of(kind, element.properties).items()
        if value is not None
    }
    if element.link is not None:
        said[LINK] = Claim(element.link, on)
    record = encode(kind, {FROM_ACTIONS: said}, element.properties, days, link=element.link)
    _write(transaction, key, element, {SAID: record} if record else {})
    properties = {**element.properties, **({SAID: record} if record else {})}
    recorded.entries.append(Entry(kind, ids, None, properties))


def _write(
    transaction: Transaction, key: Key, element: _Element, changes: Mapping[str, Any]
) -> None:
    if not changes:
        return
    if element.element is None:
        text, which = statement("load/change-nodes", label=key[0]), key[1][0]
    else:
        text, which = statement("load/change-relationships"), element.element
    transaction.run(text, {"data": [[which, dict(changes)]]})


def facts_told(entries: list[Entry]) -> dict[str, list[str]]:
    """What the entries of an action changed, fact by fact, as texts for a list to show.

    Of each fact there is the enterprise whose it is, where one alone is concerned. A relationship
    of which its owner has only one is told as the column that makes it, by the id that it leads to.
    That list is shown to whoever may see any: personal data is not in it.
    """
    told: list[tuple[str, str, str, str]] = []
    led: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        was, now = entry.was or {}, entry.now or {}
        for name in sorted(FACTS.get(entry.kind, {})):
            before, after = was.get(name), now.get(name)
            if before == after:
                continue
            if name in PERSONAL_PROPERTIES[entry.kind]:
                before, after = masked(before), masked(after)
            told.append((name, _told(before), _told(after), _enterprise_of(entry)))
        if entry.kind in _LINKS and (entry.was is None) != (entry.now is None):
            name, relation = _LINKS[entry.kind]
            owner, other = entry.ids if relation.owner == "start" else reversed(entry.ids)
            led.setdefault((name, owner), ["", ""])[entry.now is not None] = other
    told += [(name, before, after, "") for (name, _), (before, after) in led.items()]
    return {
        "facts": [name for name, _, _, _ in told],
        "before": [before for _, before, _, _ in told],
        "after": [after for _, _, after, _ in told],
        "of": [of for _, _, _, of in told],
    }


def _enterprise_of(entry: Entry) -> str:
    """The enterprise whose fact it is; empty where the element does not say, or is of two."""
    relation = _TYPES.get(entry.kind)
    if relation is None:
        return entry.ids[0] if entry.kind == "Enterprise" else ""
    return entry.ids[0] if (relation.start, relation.end) == ("Enterprise", "Material") else ""


_TYPES = {relation.type: relation for relation in RELATIONS}


_LINKS = {
    column.link.type: (column.name, column.link)
    for table in TABLES
    for column in table.columns
    if column.link is not None
}


def _told(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return orjson.dumps(value).decode().strip('"')
