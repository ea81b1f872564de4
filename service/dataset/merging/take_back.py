"""Taking back what a load or an action changed, as far as nobody has changed it since.

What it changed is restored with what its source said before; what it made is removed, and what it
removed is made again. The rest is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from py2neo.cypher.queries import unwind_create_nodes_query

from service.dataset.merging.claims import LINK, Claims, FirstDays, decode, encode
from service.dataset.merging.difference import (
    Counts,
    Difference,
    Kept,
    RunStatement,
    WriteStatement,
)
from service.dataset.merging.elements import Properties
from service.dataset.merging.journal import Entry
from service.dataset.merging.load_statements import load_statement, merge_nodes
from service.dataset.merging.relations import RelationWrites, existing_relations, relation_key
from service.dataset.naming.aliases import RECORDS
from service.dataset.tables.parse import Value
from service.model import derived
from service.model.bookkeeping import DATASETS, NOTE, SAID
from service.model.columns import Relation
from service.model.tables import BY_LABEL, FACTS, RELATIONS, TABLES

IGNORED_RELATIONSHIPS = (*derived.RELATIONSHIPS, "CHANGED")
"""Relationships that do not hold on to a node: derived ones, and recorded changes."""

RELATION_BY_TYPE: Mapping[str, Relation] = {relation.type: relation for relation in RELATIONS}

_DATES = {
    table.label or (table.relation.type if table.relation else ""): {
        column.name for column in table.columns if column.kind == "date"
    }
    for table in TABLES
}

CHANGED = "CHANGED"
"""The type of relationship from a recorded change to what it is about."""

_NODES = {*BY_LABEL, *RECORDS, NOTE}

PASSES = ("made relationships", "made nodes", "removed nodes", "removed relationships", "changed")
"""In this order entries are taken back: a relationship before the nodes that it stands between."""


@dataclass(frozen=True)
class Author:
    """Who said what is taken back: the id of a dataset, or ``FROM_ACTIONS``.

    ``None``: nobody said anything, what all had said was put together.
    """

    source: str | None
    days: FirstDays


def pass_of(entry: Entry) -> str:
    """The one of ``PASSES`` in which an entry is taken back."""
    node = entry.kind in _NODES
    if entry.was is None:
        return "made nodes" if node else "made relationships"
    if entry.now is None:
        return "removed nodes" if node else "removed relationships"
    return "changed"


def compare_taken_back(
    run: RunStatement, author: Author, kind: str, entries: Sequence[Entry]
) -> Difference:
    """What has to be written to take back ``entries``, all of one kind and of one pass."""
    if kind == CHANGED:
        return _recorded_changes(entries)
    back = _TakeBack(run, author, kind, entries)
    return back.nodes() if kind in _NODES else back.relations()


def _recorded_changes(entries: Sequence[Entry]) -> Difference:
    """Recorded changes are of the things again of which they were."""
    difference = Difference()
    for label in sorted({entry.ids[1] for entry in entries}):
        of_label = [entry for entry in entries if entry.ids[1] == label]
        made, removed = (
            [(entry.ids[0], entry.ids[2]) for entry in of_label if (entry.was is None) == now]
            for now in (True, False)
        )
        difference.writes += changed_writes(label, made, removed)
    return difference


def changed_writes(
    label: str, removed: Sequence[tuple[str, str]], made: Sequence[tuple[str, str]]
) -> list[WriteStatement]:
    """The statements by which recorded changes are of other things: pairs of change and id."""
    return [
        WriteStatement(load_statement(name, label=label), {"pairs": [list(p) for p in pairs]})
        for name, pairs in (("changed-remove", removed), ("changed-create", made))
        if pairs
    ]


class _TakeBack:
    def __init__(
        self, run: RunStatement, author: Author, kind: str, entries: Sequence[Entry]
    ) -> None:
        self._run = run
        self._author = author
        self._kind = kind
        self._entries = entries
        self._difference = Difference()

    def nodes(self) -> Difference:
        """Entries about nodes of one label."""
        ids = [entry.ids[0] for entry in self._entries]
        found = self._run(load_statement("existing-nodes", label=self._kind), {"ids": ids})
        existing: dict[str, Properties] = {row[0]: row[1] for row in found.rows}
        held = self._held(ids)
        new: list[Properties] = []
        changed: list[Properties] = []
        removed: list[str] = []
        for entry in self._entries:
            (id_,) = entry.ids
            old = existing.get(id_)
            if entry.was is None:
                if old is None:
                    continue
                if id_ in held or not self._is_as_made(entry, old):
                    self._keep(entry)
                else:
                    removed.append(id_)
            elif entry.now is None:
                if old is not None:
                    self._keep(entry)
                else:
                    new.append({"id": id_, **self._typed(entry.was)})
            elif old is None:
                self._keep(entry)
            elif changes := self._restored(entry, old):
                changed.append({"id": id_, **changes})
        self._difference.counts.add(
            Counts(added=len(new), changed=len(changed), removed=len(removed))
        )
        writes = self._difference.writes
        if removed:
            text = load_statement("remove-nodes", label=self._kind)
            writes.append(WriteStatement(text, {"ids": removed}))
        if new:
            text, parameters = unwind_create_nodes_query(new, labels=[self._kind])
            writes.append(WriteStatement(text, parameters))
        if changed:
            writes.append(merge_nodes(self._kind, changed))
        return self._difference

    def relations(self) -> Difference:
        """Entries about relationships of one type."""
        relation = RELATION_BY_TYPE[self._kind]
        owners = {self._owner(relation, entry) for entry in self._entries}
        existing = existing_relations(self._run, relation, owners)
        ends = self._ends(relation)
        writes = RelationWrites(self._difference)
        counts = self._difference.counts
        for entry in self._entries:
            start, end = entry.ids[:2]
            other = end if relation.owner == "start" else start
            properties = entry.was if entry.now is None else entry.now
            assert properties is not None
            key = relation_key(relation, other, self._keyed(relation, entry))
            found = existing.get(self._owner(relation, entry), {}).get(key)
            if entry.was is None:
                if found is None:
                    continue
                if self._is_as_made(entry, found[1], other):
                    writes.remove(relation, start, end, *found)
                    counts.removed += 1
                else:
                    self._keep(entry)
            elif entry.now is None:
                taken = relation.single and existing.get(self._owner(relation, entry))
                if found or taken or not {(relation.start, start), (relation.end, end)} <= ends:
                    self._keep(entry)
                else:
                    writes.create(relation, start, end, self._typed(entry.was))
                    counts.added += 1
            elif found is None:
                self._keep(entry)
            elif changes := self._restored(entry, found[1], other if relation.single else None):
                writes.change(relation, start, end, found, changes)
                counts.changed += 1
        writes.finish(relation)
        return self._difference

    def _held(self, ids: Sequence[str]) -> set[str]:
        """Those of the nodes to be removed that something is tied to."""
        if all(entry.was is not None for entry in self._entries):
            return set()
        text = load_statement("tied-nodes", label=self._kind)
        found = self._run(text, {"ids": ids, "ignored": IGNORED_RELATIONSHIPS})
        return {row[0] for row in found.rows}

    def _ends(self, relation: Relation) -> set[tuple[str, str]]:
        """The nodes that there are, of those between which relationships are made again."""
        found: set[tuple[str, str]] = set()
        for position, label in enumerate((relation.start, relation.end)):
            ids = sorted({entry.ids[position] for entry in self._entries if entry.now is None})
            if ids:
                text = load_statement("existing-ids", label=label)
                found |= {(label, row[0]) for row in self._run(text, {"ids": ids}).rows}
        return found

    def _owner(self, relation: Relation, entry: Entry) -> str:
        return entry.ids[0] if relation.owner == "start" else entry.ids[1]

    def _keyed(self, relation: Relation, entry: Entry) -> Properties:
        values = dict(zip(relation.key, (part or None for part in entry.ids[2:]), strict=True))
        return self._typed(values)

    def _is_as_made(self, entry: Entry, old: Properties, link: str | None = None) -> bool:
        """Whether all who speak of it say what they said when it was made."""
        made = self._typed(entry.now or {})
        if old.get(DATASETS) != made.get(DATASETS):
            return False
        single = self._kind in RELATION_BY_TYPE and RELATION_BY_TYPE[self._kind].single
        led = link if single else None
        return self._claims(old, led) == self._claims(made, led)

    def _claims(self, properties: Properties, link: str | None) -> Claims:
        claims = decode(self._kind, properties, self._author.days, link=link)
        return {source: said for source, said in claims.items() if said}

    def _restored(self, entry: Entry, old: Properties, link: str | None = None) -> Properties:
        """The changes that bring back what was, fact by fact."""
        was, now = self._typed(entry.was or {}), self._typed(entry.now or {})
        source, days, kind = self._author.source, self._author.days, self._kind
        if source is None or kind in RECORDS:
            return self._restored_as_a_whole(entry, old, was, now, link)
        claims = decode(kind, old, days, link=link)
        made = decode(kind, {**old, **now}, days, link=link)
        after = made.get(source, {})
        before = decode(kind, {**old, **now, **was}, days, link=link).get(source, {})
        if SAID in old and SAID not in now:  # nobody else had spoken of it
            made = {source: after}
        own = claims.setdefault(source, {})
        changes: Properties = {}
        for fact in (*FACTS.get(kind, {}), LINK):
            value = now.get(fact)
            same = old.get(fact) == value if fact in now else True
            if same and own.get(fact) == after.get(fact):
                if fact in now and value != was.get(fact):
                    if self._confirmed_since(fact, value, claims, made):
                        self._difference.kept.append(Kept(kind, entry.ids, fact))
                    else:
                        changes[fact] = was.get(fact)
                if fact in before:
                    own[fact] = before[fact]
                else:
                    own.pop(fact, None)
            elif fact in now and now[fact] != was.get(fact):
                if old.get(fact) != was.get(fact):
                    self._difference.kept.append(Kept(kind, entry.ids, fact))
            elif after.get(fact) != before.get(fact):
                self._difference.kept.append(Kept(kind, entry.ids, fact))
        if "implied" in now and old.get("implied") == now["implied"]:
            changes["implied"] = was.get("implied")
        if DATASETS in now:
            changes[DATASETS] = self._datasets(old, was, now, bool(own))
        if not own and source not in (changes.get(DATASETS, old.get(DATASETS)) or ()):
            claims.pop(source)
        properties = {**old, **changes}
        changes[SAID] = encode(kind, claims, properties, days, link=link)
        return {name: value for name, value in changes.items() if old.get(name) != value}

    def _confirmed_since(self, fact: str, value: Value, claims: Claims, made: Claims) -> bool:
        """Whether another source has said the same since ``made``."""
        return any(
            said.get(fact) is not None
            and said[fact].value == value
            and said[fact] != made.get(source, {}).get(fact)
            for source, said in claims.items()
            if source != self._author.source
        )

    def _restored_as_a_whole(
        self, entry: Entry, old: Properties, was: Properties, now: Properties, link: str | None
    ) -> Properties:
        """The changes that bring back what was and what all sources said, fact by fact."""
        if all(old.get(name) == value for name, value in now.items()):
            return {name: was.get(name) for name in now if old.get(name) != was.get(name)}
        days, kind = self._author.days, self._kind
        claims, after, before = (
            decode(kind, properties, days, link=link)
            for properties in (old, {**old, **now}, {**old, **now, **was})
        )
        changes: Properties = {}
        for fact in (*FACTS.get(kind, {}), LINK):
            said, made, had = (
                {source: each[fact] for source, each in every.items() if fact in each}
                for every in (claims, after, before)
            )
            if said == made and (fact not in now or old.get(fact) == now[fact]):
                if fact in now:
                    changes[fact] = was.get(fact)
                for source in {*said, *had}:
                    claims.setdefault(source, {}).pop(fact, None)
                    if source in had:
                        claims[source][fact] = had[source]
            elif made != had or (fact in now and now[fact] != was.get(fact)):
                self._difference.kept.append(Kept(kind, entry.ids, fact))
        if "implied" in now and old.get("implied") == now["implied"]:
            changes["implied"] = was.get("implied")
        if DATASETS in now and old.get(DATASETS) == now[DATASETS]:
            changes[DATASETS] = was.get(DATASETS)
        claims = {source: said for source, said in claims.items() if said}
        changes[SAID] = encode(kind, claims, {**old, **changes}, days, link=link)
        return {name: value for name, value in changes.items() if old.get(name) != value}

    def _datasets(
        self, old: Properties, was: Properties, now: Properties, speaks: bool
    ) -> list[str] | None:
        """Which datasets hold on to an element once its author is as it was."""
        if old.get(DATASETS) == now[DATASETS]:
            before: list[str] | None = was.get(DATASETS)
            return before
        source = self._author.source
        assert source is not None
        others = [other for other in old.get(DATASETS) or () if other != source]
        belonged = source in (was.get(DATASETS) or ())
        return sorted([*others, source]) if belonged or speaks else others

    def _keep(self, entry: Entry) -> None:
        self._difference.kept.append(Kept(entry.kind, entry.ids))

    def _typed(self, properties: Mapping[str, Any]) -> Properties:
        """Properties as they are in the graph: days were kept as texts."""
        dates = _DATES.get(self._kind, set())
        return {
            name: date.fromisoformat(value) if name in dates and isinstance(value, str) else value
            for name, value in properties.items()
        }


def by_pass(entries: Iterable[Entry]) -> dict[str, dict[str, list[Entry]]]:
    """Entries by pass and kind, passes in their order."""
    sorted_entries: dict[str, dict[str, list[Entry]]] = {name: {} for name in PASSES}
    for entry in entries:
        sorted_entries[pass_of(entry)].setdefault(entry.kind, []).append(entry)
    return sorted_entries
