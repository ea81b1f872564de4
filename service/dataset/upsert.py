"""Comparing a dataset's facts with the graph, and writing only what differs.

The upserts are written by py2neo's statement builders, which need no server; the official driver
runs them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from py2neo.cypher import cypher_escape
from py2neo.cypher.queries import (
    unwind_create_nodes_query,
    unwind_create_relationships_query,
    unwind_merge_nodes_query,
)

from service.dataset.facts import NodeFact, Properties, RelationFact, owner_of
from service.graph.values import Rows
from service.model.columns import Relation
from service.statements import statement

Run = Callable[[str, Mapping[str, Any]], Rows]

BY_HAND = "(by hand)"
"""Stands in ``datasets`` for what an action brought; no dataset can have such an id."""


@dataclass
class Counts:
    """How many of one label or type a load added, changed, found equal, and removed."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    def add(self, other: "Counts") -> None:
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.removed += other.removed


@dataclass
class Write:
    """A statement to run; ``created`` is how many relationships it must make."""

    statement: str
    parameters: Mapping[str, Any]
    created: int | None = None


@dataclass
class Difference:
    """What it takes to bring the graph to a batch of facts."""

    counts: Counts = field(default_factory=Counts)
    writes: list[Write] = field(default_factory=list)


def template(name: str, **names: str) -> str:
    """``cypher/load/<name>.cypher`` with its «label», «type», «start», «end» filled in."""
    text = statement(f"load/{name}")
    for placeholder, value in names.items():
        text = text.replace(f"«{placeholder}»", cypher_escape(value))
    return text


def compare_nodes(
    run: Run, dataset: str, label: str, facts: Sequence[NodeFact], at_first: Properties
) -> Difference:
    """What differs between ``facts`` and the nodes of ``label`` that ``run`` reads."""
    found = run(template("existing-nodes", label=label), {"ids": [fact.id for fact in facts]})
    existing: dict[str, Properties] = {row[0]: row[1] for row in found.rows}
    difference = Difference()
    new: list[Properties] = []
    changed: list[Properties] = []
    for fact in facts:
        old = existing.get(fact.id)
        changes = _changes(old, fact.properties, at_first, dataset)
        if _counted(difference.counts, old, changes):
            (new if old is None else changed).append({"id": fact.id, **changes})
    if new:
        text, parameters = unwind_create_nodes_query(new, labels=[label])
        difference.writes.append(Write(text, parameters))
    if changed:
        difference.writes.append(merge_nodes(label, changed))
    return difference


def merge_nodes(label: str, rows: Iterable[Mapping[str, Any]]) -> Write:
    """Nodes of ``label`` by ``id``, made where they are not, with the other values set."""
    text, parameters = unwind_merge_nodes_query(rows, (label, "id"))
    return Write(text, parameters)


def compare_relations(
    run: Run,
    dataset: str,
    relation: Relation,
    facts: Sequence[RelationFact],
    at_first: Properties,
    resets: Properties | None = None,
) -> Difference:
    """What differs between ``facts`` and the relationships of one type that ``run`` reads.

    ``resets`` (when replacing) is what makes an implied one of a row that is gone: values to clear.
    """
    existing = existing_relations(run, relation, {owner_of(relation, fact) for fact in facts})
    difference = Difference()
    counts = difference.counts
    new: list[tuple[str, Properties, str]] = []
    changed: list[tuple[str, Properties]] = []
    superfluous: list[str] = []
    for fact in facts:
        others = _others(existing, relation, fact) if relation.single else []
        superfluous += [element for element, _ in others]
        if fact.start is None or fact.end is None:
            counts.removed += len(others)
            continue
        found = existing.get(fact.start, {}).get(_place(relation, fact.end, fact.properties))
        if relation.owner == "end":
            found = existing.get(fact.end, {}).get(_place(relation, fact.start, fact.properties))
        old = found[1] if found else None
        changes = _changes(old, _stated(fact, old, dataset, resets), at_first, dataset)
        if others:
            counts.changed += 1
        else:
            _counted(counts, old, changes)
        if found is None:
            new.append((fact.start, changes, fact.end))
        elif changes:
            changed.append((found[0], changes))
    if superfluous:
        difference.writes.append(Write(template("remove-relationships"), {"elements": superfluous}))
    if new:
        text, parameters = unwind_create_relationships_query(
            new, relation.type, (relation.start, "id"), (relation.end, "id")
        )
        difference.writes.append(Write(text, parameters, len(new)))
    if changed:
        difference.writes.append(Write(template("change-relationships"), {"data": changed}))
    return difference


Place = tuple[Any, ...]
"""What tells one relationship from its owner's others: the other end's id and the key."""

Existing = dict[str, dict[Place, tuple[str, Properties]]]
"""By owner and place: the database's own id of a relationship, and its properties."""


def existing_relations(run: Run, relation: Relation, owners: Iterable[str | None]) -> Existing:
    """The relationships of one type that ``owners`` have."""
    text = template(
        "existing-out" if relation.owner == "start" else "existing-in",
        type=relation.type,
        start=relation.start,
        end=relation.end,
    )
    existing: Existing = {}
    for start, end, element, properties in run(text, {"ids": sorted(filter(None, owners))}).rows:
        owner, other = (start, end) if relation.owner == "start" else (end, start)
        existing.setdefault(owner, {})[_place(relation, other, properties)] = (element, properties)
    return existing


def _place(relation: Relation, other: str, properties: Properties) -> Place:
    return (other, *(properties.get(name) for name in relation.key))


def _others(
    existing: Existing, relation: Relation, fact: RelationFact
) -> list[tuple[str, Properties]]:
    owner = owner_of(relation, fact)
    other = fact.end if relation.owner == "start" else fact.start
    return [found for place, found in existing.get(owner or "", {}).items() if place[0] != other]


def _stated(
    fact: RelationFact, old: Properties | None, dataset: str, resets: Properties | None
) -> Properties:
    if not fact.implied:
        return {**fact.properties, "implied": None}
    if old is None:
        return {"implied": True}
    if resets is not None and old.get("datasets") == [dataset]:
        return {**resets, "implied": True}
    return {}


def _changes(
    old: Properties | None, stated: Properties, at_first: Properties, dataset: str
) -> Properties:
    if old is None:
        made = {name: value for name, value in stated.items() if value is not None}
        return {**at_first, **made, "datasets": [dataset]}
    changes = {name: value for name, value in stated.items() if old.get(name) != value}
    changes |= {name: value for name, value in at_first.items() if name not in old}
    claimed: Any = old.get("datasets", [BY_HAND])
    if dataset not in claimed:
        changes["datasets"] = sorted([*claimed, dataset])
    return changes


def _counted(counts: Counts, old: Properties | None, changes: Properties) -> bool:
    if old is None:
        counts.added += 1
    elif changes:
        counts.changed += 1
    else:
        counts.unchanged += 1
    return bool(changes)
