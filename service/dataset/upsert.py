"""Comparing a dataset's facts with the graph, and the statements that write only what differs.

py2neo's statement builders compose the upserts; the official driver runs them.
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

RunStatement = Callable[[str, Mapping[str, Any]], Rows]

FROM_ACTIONS = "(by hand)"
"""The claim, in ``datasets``, of what an action created; no dataset can have such an id."""


@dataclass
class Counts:
    """How many nodes of a label, or relationships of a type, a load treated in which way."""

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
class WriteStatement:
    """A statement to run; ``created``: how many relationships it must create, if known."""

    statement: str
    parameters: Mapping[str, Any]
    created: int | None = None


@dataclass
class Difference:
    """The statements that make the graph agree with a batch of facts, and what they count as."""

    counts: Counts = field(default_factory=Counts)
    writes: list[WriteStatement] = field(default_factory=list)


def load_statement(name: str, **names: str) -> str:
    """``cypher/load/<name>.cypher`` with its «label», «type», «start», «end» filled in."""
    return statement(f"load/{name}", **{key: cypher_escape(value) for key, value in names.items()})


def compare_nodes(
    run: RunStatement, dataset: str, label: str, facts: Sequence[NodeFact], defaults: Properties
) -> Difference:
    """The difference between ``facts`` and the nodes of ``label`` that ``run`` reads.

    ``defaults`` are set where a node has no such property.
    """
    found = run(load_statement("existing-nodes", label=label), {"ids": [fact.id for fact in facts]})
    existing: dict[str, Properties] = {row[0]: row[1] for row in found.rows}
    difference = Difference()
    new: list[Properties] = []
    changed: list[Properties] = []
    for fact in facts:
        old = existing.get(fact.id)
        changes = _changes(old, fact.properties, defaults, dataset)
        if _count(difference.counts, old, changes):
            (new if old is None else changed).append({"id": fact.id, **changes})
    if new:
        text, parameters = unwind_create_nodes_query(new, labels=[label])
        difference.writes.append(WriteStatement(text, parameters))
    if changed:
        difference.writes.append(merge_nodes(label, changed))
    return difference


def merge_nodes(label: str, rows: Iterable[Mapping[str, Any]]) -> WriteStatement:
    """Merges nodes of ``label`` by ``id`` and sets the other values."""
    text, parameters = unwind_merge_nodes_query(rows, (label, "id"))
    return WriteStatement(text, parameters)


def compare_relations(
    run: RunStatement,
    dataset: str,
    relation: Relation,
    facts: Sequence[RelationFact],
    defaults: Properties,
    resets: Properties | None = None,
) -> Difference:
    """The difference between ``facts`` and the relationships of one type that ``run`` reads.

    ``resets``, when replacing, are the properties to clear where a relationship that was explicit
    is now only inferred.
    """
    existing = existing_relations(run, relation, {owner_of(relation, fact) for fact in facts})
    difference = Difference()
    counts = difference.counts
    new: list[tuple[str, Properties, str]] = []
    changed: list[tuple[str, Properties]] = []
    superfluous: list[str] = []
    for fact in facts:
        others = _other_relations(existing, relation, fact) if relation.single else []
        superfluous += [element for element, _ in others]
        if fact.start is None or fact.end is None:
            counts.removed += len(others)
            continue
        found = existing.get(fact.start, {}).get(_relation_key(relation, fact.end, fact.properties))
        if relation.owner == "end":
            found = existing.get(fact.end, {}).get(
                _relation_key(relation, fact.start, fact.properties)
            )
        old = found[1] if found else None
        changes = _changes(old, _target_properties(fact, old, dataset, resets), defaults, dataset)
        if others:
            counts.changed += 1
        else:
            _count(counts, old, changes)
        if found is None:
            new.append((fact.start, changes, fact.end))
        elif changes:
            changed.append((found[0], changes))
    if superfluous:
        difference.writes.append(
            WriteStatement(load_statement("remove-relationships"), {"elements": superfluous})
        )
    if new:
        text, parameters = unwind_create_relationships_query(
            new, relation.type, (relation.start, "id"), (relation.end, "id")
        )
        difference.writes.append(WriteStatement(text, parameters, len(new)))
    if changed:
        difference.writes.append(
            WriteStatement(load_statement("change-relationships"), {"data": changed})
        )
    return difference


RelationKey = tuple[Any, ...]
"""Identifies a relationship among its owner's: the other end's id, then the key properties."""

ExistingRelations = dict[str, dict[RelationKey, tuple[str, Properties]]]
"""By owner and key: a relationship's element id, and its properties."""


def existing_relations(
    run: RunStatement, relation: Relation, owners: Iterable[str | None]
) -> ExistingRelations:
    """The relationships of one type that ``owners`` have."""
    text = load_statement(
        "existing-out" if relation.owner == "start" else "existing-in",
        type=relation.type,
        start=relation.start,
        end=relation.end,
    )
    existing: ExistingRelations = {}
    for start, end, element, properties in run(text, {"ids": sorted(filter(None, owners))}).rows:
        owner, other = (start, end) if relation.owner == "start" else (end, start)
        existing.setdefault(owner, {})[_relation_key(relation, other, properties)] = (
            element,
            properties,
        )
    return existing


def _relation_key(relation: Relation, other: str, properties: Properties) -> RelationKey:
    return (other, *(properties.get(name) for name in relation.key))


def _other_relations(
    existing: ExistingRelations, relation: Relation, fact: RelationFact
) -> list[tuple[str, Properties]]:
    owner = owner_of(relation, fact)
    other = fact.end if relation.owner == "start" else fact.start
    return [found for key, found in existing.get(owner or "", {}).items() if key[0] != other]


def _target_properties(
    fact: RelationFact, old: Properties | None, dataset: str, resets: Properties | None
) -> Properties:
    if not fact.inferred:
        return {**fact.properties, "implied": None}
    if old is None:
        return {"implied": True}
    if resets is not None and old.get("datasets") == [dataset]:
        return {**resets, "implied": True}
    return {}


def _changes(
    old: Properties | None, target: Properties, defaults: Properties, dataset: str
) -> Properties:
    if old is None:
        made = {name: value for name, value in target.items() if value is not None}
        return {**defaults, **made, "datasets": [dataset]}
    changes = {name: value for name, value in target.items() if old.get(name) != value}
    changes |= {name: value for name, value in defaults.items() if name not in old}
    claimed: Any = old.get("datasets", [FROM_ACTIONS])
    if dataset not in claimed:
        changes["datasets"] = sorted([*claimed, dataset])
    return changes


def _count(counts: Counts, old: Properties | None, changes: Properties) -> bool:
    if old is None:
        counts.added += 1
    elif changes:
        counts.changed += 1
    else:
        counts.unchanged += 1
    return bool(changes)
