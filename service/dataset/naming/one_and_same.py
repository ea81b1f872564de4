"""Making one thing of two: what is tied to the one that goes is tied to the one that stays.

Every relationship, request, recorded change and source is kept; nothing is written here, what is to
be written is a ``Difference`` whose entries undo it exactly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.dataset.merging.claims import LINK, FirstDays, decode
from service.dataset.merging.difference import (
    Conflict,
    Difference,
    RunStatement,
    WriteStatement,
    relation_ids,
)
from service.dataset.merging.elements import Properties
from service.dataset.merging.joined_claims import joined, led_elsewhere
from service.dataset.merging.journal import Entry
from service.dataset.merging.load_statements import load_statement, merge_nodes
from service.dataset.merging.relations import RelationWrites
from service.dataset.merging.take_back import CHANGED, changed_writes
from service.dataset.naming.aliases import alias_nodes, different_node
from service.model import derived
from service.model.bookkeeping import ALIAS, DIFFERENT
from service.model.columns import Relation
from service.model.tables import RELATIONS, SUPPLIES

Instead = dict[str, dict[str, str]]
"""By label and id of each that goes, the id of the one that stays."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A relationship as it is."""

    start: str
    end: str
    element: str
    properties: Properties


@dataclass
class Merged:
    """What making two things one needs to be written, and what is told of it."""

    difference: Difference = field(default_factory=Difference)
    dropped: list[tuple[str, ...]] = field(default_factory=list)
    """Supplies of the thing to itself that would arise: supplier, buyer, material, since."""
    buyers: set[str] = field(default_factory=set)
    """Enterprises whose own facts, needs or supplies (as buyers) changed."""
    moved: int = 0
    """How many relationships were tied to what goes."""


def merge_things(run: RunStatement, instead: Instead, days: FirstDays, serial: int) -> Merged:
    """What makes those that go, of labels and ids, the ones that stay ``instead`` of them.

    ``serial`` grows from one decision to the next: a later load merges rows in the same order.

    All of them are in the graph; none that stays goes itself.
    """
    return _Merge(run, instead, days, serial).run()


def foreign_types(run: RunStatement, label: str, id_: str) -> list[str]:
    """Types of relationships of a thing that Tongbu does not know, and so cannot keep."""
    known = [*(relation.type for relation in RELATIONS), *derived.RELATIONSHIPS, CHANGED]
    text = load_statement("other-types", label=label)
    return sorted(row[0] for row in run(text, {"ids": [id_], "known": known}).rows)


class _Merge:
    def __init__(self, run: RunStatement, instead: Instead, days: FirstDays, serial: int) -> None:
        self._serial = serial
        self._run = run
        self._instead = instead
        self._days = days
        self._merged = Merged()
        self._difference = self._merged.difference

    def run(self) -> Merged:
        for relation in RELATIONS:
            self._relationships(relation)
        for label, pairs in self._instead.items():
            self._nodes(label, pairs)
        return self._merged

    # Relationships

    def _relationships(self, relation: Relation) -> None:
        found = {each.element: each for each in self._tied(relation)}
        writes = RelationWrites(self._difference)
        stay: dict[tuple[Any, ...], _Found] = {}
        go: list[_Found] = []
        for each in found.values():
            if self._target(relation, each) == self._place(relation, each):
                stay[self._place(relation, each)] = each
            else:
                go.append(each)
        changes: dict[tuple[Any, ...], Properties] = {}
        made: dict[tuple[Any, ...], Properties] = {}
        for each in sorted(go, key=lambda one: tuple(map(str, self._place(relation, one)))):
            writes.remove(relation, each.start, each.end, each.element, each.properties)
            self._merged.moved += 1
            self._concerns(relation, each.start, each.end)
            target = self._target(relation, each)
            if relation.start == relation.end and target[0] == target[1]:
                ids = relation_ids(relation, each.start, each.end, each.properties)
                self._merged.dropped.append(ids)
                continue
            properties = self._moved(relation, each, target)
            if relation.single:
                made[target] = properties
            elif target in made:
                made[target] = self._join(relation, target, made[target], properties)
            elif target in stay:
                before = stay[target].properties | changes.get(target, {})
                whole = self._join(relation, target, before, properties)
                names = before.keys() | whole.keys()
                changes.setdefault(target, {}).update(
                    {n: whole.get(n) for n in names if whole.get(n) != before.get(n)}
                )
            else:
                made[target] = properties
        for target, properties in made.items():
            self._concerns(relation, target[0], target[1])
            writes.create(relation, target[0], target[1], properties)
        for target, changed in changes.items():
            if changed:
                one = stay[target]
                self._concerns(relation, one.start, one.end)
                writes.change(relation, one.start, one.end, (one.element, one.properties), changed)
        if relation.single:
            self._said_elsewhere(relation, writes, {one.element for one in go})
        writes.finish(relation)

    def _tied(self, relation: Relation) -> Iterator[_Found]:
        """Those of what goes and of what stays, and supplies of the materials."""
        for label, name in ((relation.start, "existing-out"), (relation.end, "existing-in")):
            if ids := self._both(label):
                text = load_statement(
                    name, type=relation.type, start=relation.start, end=relation.end
                )
                yield from (_Found(*row) for row in self._run(text, {"ids": ids}).rows)
        if relation is SUPPLIES and (ids := self._both("Material")):
            text = load_statement("supplies-of")
            yield from (_Found(*row) for row in self._run(text, {"ids": ids}).rows)

    def _both(self, label: str) -> list[str]:
        pairs = self._instead.get(label, {})
        return sorted({*pairs, *pairs.values()})

    def _place(self, relation: Relation, each: _Found) -> tuple[Any, ...]:
        key = (each.properties.get(name) for name in relation.key)
        return (each.start, each.end, *key)

    def _target(self, relation: Relation, each: _Found) -> tuple[Any, ...]:
        """Where a relationship is to stand: its ends, and its key properties."""
        start = self._instead.get(relation.start, {}).get(each.start, each.start)
        end = self._instead.get(relation.end, {}).get(each.end, each.end)
        materials = self._instead.get("Material", {})
        key = (
            materials.get(str(value), value) if name == "material" else value
            for name, value in ((name, each.properties.get(name)) for name in relation.key)
        )
        return (start, end, *key)

    def _moved(self, relation: Relation, each: _Found, target: tuple[Any, ...]) -> Properties:
        """The properties of a relationship at its new place, without what was derived."""
        left_out = derived.properties([relation.type])
        properties = {n: v for n, v in each.properties.items() if n not in left_out}
        properties |= {
            name: value
            for name, value in zip(relation.key, target[2:], strict=True)
            if value is not None
        }
        if relation.single:
            led, leads = (
                (each.end, target[1]) if relation.owner == "start" else (each.start, target[0])
            )
            other = relation.end if relation.owner == "start" else relation.start
            return led_elsewhere(
                relation.type, properties, led, leads, self._days, self._instead.get(other, {})
            )
        return properties

    def _join(
        self, relation: Relation, target: tuple[Any, ...], stays: Properties, goes: Properties
    ) -> Properties:
        changes, disagreements = joined(relation.type, stays, goes, self._days)
        ids = (target[0], target[1], *("" if p is None else str(p) for p in target[2:]))
        self._difference.conflicts += [Conflict(relation.type, ids, d) for d in disagreements]
        return {n: v for n, v in (stays | changes).items() if v is not None}

    def _said_elsewhere(self, relation: Relation, writes: RelationWrites, moved: set[str]) -> None:
        """Relationships of which a source says that they lead to what goes, though they do not."""
        other = relation.end if relation.owner == "start" else relation.start
        pairs = self._instead.get(other)
        if not pairs:
            return
        text = load_statement(
            "links-said", type=relation.type, start=relation.start, end=relation.end
        )
        for row in self._run(text, {"ids": sorted(pairs)}).rows:
            each = _Found(*row)
            led = each.end if relation.owner == "start" else each.start
            claims = decode(relation.type, each.properties, self._days, link=led)
            said = {str(one[LINK].value) for one in claims.values() if LINK in one}
            if each.element in moved or not said & pairs.keys():
                continue
            after = led_elsewhere(relation.type, each.properties, led, led, self._days, pairs)
            names = each.properties.keys() | after.keys()
            changed = {n: after.get(n) for n in names if after.get(n) != each.properties.get(n)}
            writes.change(relation, each.start, each.end, (each.element, each.properties), changed)

    def _concerns(self, relation: Relation, start: str, end: str) -> None:
        if relation.type == "NEEDS":
            self._merged.buyers.add(start)
        elif relation is SUPPLIES:
            self._merged.buyers.add(end)

    # Nodes

    def _nodes(self, label: str, pairs: Mapping[str, str]) -> None:
        text = load_statement("existing-nodes", label=label)
        found: dict[str, Properties] = {
            row[0]: row[1] for row in self._run(text, {"ids": self._both(label)}).rows
        }
        for goes, stays in pairs.items():
            self._merge_nodes(label, goes, stays, found)
        self._recorded_changes(label, pairs)
        self._difference.writes.append(
            WriteStatement(load_statement("remove-nodes", label=label), {"ids": sorted(pairs)})
        )
        for goes, stays in pairs.items():
            self._names(label, goes, stays, found[goes])
            self._decisions(label, goes, stays)

    def _merge_nodes(
        self, label: str, goes: str, stays: str, found: Mapping[str, Properties]
    ) -> None:
        old, gone = found[stays], found[goes]
        changes, disagreements = joined(label, old, gone, self._days)
        conflicts = [Conflict(label, (stays,), each) for each in disagreements]
        self._difference.conflicts += conflicts
        if changes:
            was = {name: old.get(name) for name in changes}
            self._difference.entries.append(Entry(label, (stays,), was, changes))
            self._difference.writes.append(merge_nodes(label, [{"id": stays, **changes}]))
        kept = {name: value for name, value in gone.items() if name != "id"}
        self._difference.entries.append(Entry(label, (goes,), kept, None))
        if label == "Enterprise":
            self._merged.buyers |= {goes, stays}

    def _recorded_changes(self, label: str, pairs: Mapping[str, str]) -> None:
        rows = self._run(load_statement("changes-of", label=label), {"ids": self._both(label)}).rows
        present = {(change, id_) for change, id_ in rows}
        removed = sorted(pair for pair in present if pair[1] in pairs)
        made = sorted({(change, pairs[id_]) for change, id_ in removed} - present)
        entries = self._difference.entries
        entries += [Entry(CHANGED, (c, label, id_), {}, None) for c, id_ in removed]
        entries += [Entry(CHANGED, (c, label, id_), None, {}) for c, id_ in made]
        self._difference.writes += changed_writes(label, removed, made)

    def _names(self, label: str, goes: str, stays: str, gone: Properties) -> None:
        rows = self._run(load_statement("aliases-of"), {"kind": label, "ids": [goes]}).rows
        entries = self._difference.entries
        changed: list[Properties] = []
        for key, old in rows:
            was: Properties = {"stands_for": goes, "steps": old.get("steps")}
            now: Properties = {
                "stands_for": stays,
                "steps": [*(old.get("steps") or []), self._serial],
            }
            entries.append(Entry(ALIAS, (key,), was, now))
            changed.append({"id": key, **now})
        names = [gone["name"]] if gone.get("name") else []
        ids = [goes, *([gone["uscc"]] if gone.get("uscc") else [])]
        nodes = alias_nodes(label, stays, ids=ids, names=names, steps=[self._serial])
        text = load_statement("existing-nodes", label=ALIAS)
        there = {row[0]: row[1] for row in self._run(text, {"ids": sorted(nodes)}).rows}
        for key, node in nodes.items():
            old = there.get(key)
            if old is None:
                entries.append(Entry(ALIAS, (key,), None, node))
                changed.append({"id": key, **node})
            elif key not in {row[0] for row in rows}:
                was = {name: old.get(name) for name in {*node, "renamed"}}
                now = {**node, "renamed": None}
                entries.append(Entry(ALIAS, (key,), was, now))
                changed.append({"id": key, **now})
        if changed:
            self._difference.writes.append(merge_nodes(ALIAS, changed))

    def _decisions(self, label: str, goes: str, stays: str) -> None:
        text = load_statement("different-of")
        rows = self._run(text, {"kind": label, "ids": [goes, stays]}).rows
        there = {row[0] for row in rows}
        entries, new = self._difference.entries, []
        removed = [(row[0], row[1]) for row in rows if goes in (row[1]["one"], row[1]["other"])]
        for key, node in removed:
            entries.append(Entry(DIFFERENT, (key,), _without_id(node), None))
            other = node["other"] if node["one"] == goes else node["one"]
            if other != stays:
                instead, properties = different_node(label, stays, other)
                if instead not in there:
                    entries.append(Entry(DIFFERENT, (instead,), None, properties))
                    new.append({"id": instead, **properties})
        if removed:
            remove = load_statement("remove-nodes", label=DIFFERENT)
            given = {"ids": [key for key, _ in removed]}
            self._difference.writes.append(WriteStatement(remove, given))
        if new:
            self._difference.writes.append(merge_nodes(DIFFERENT, new))


def _without_id(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if name != "id"}
