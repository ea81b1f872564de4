"""Relationships as they are in the graph, and what is to be written of them."""

from collections.abc import Iterable
from typing import Any

from service.dataset.merging.difference import (
    Difference,
    RunStatement,
    WriteStatement,
    relation_ids,
)
from service.dataset.merging.elements import Properties
from service.dataset.merging.journal import Entry
from service.model.columns import Relation
from service.statements import statement

RelationKey = tuple[Any, ...]
"""Identifies a relationship among its owner's: the other end's id, then the key properties."""

ExistingRelations = dict[str, dict[RelationKey, tuple[str, Properties]]]
"""By owner and key: a relationship's element id, and its properties."""


def existing_relations(
    run: RunStatement, relation: Relation, owners: Iterable[str | None]
) -> ExistingRelations:
    """The relationships of one type that ``owners`` have."""
    text = statement(
        "load/existing-out" if relation.owner == "start" else "load/existing-in",
        type=relation.type,
        start=relation.start,
        end=relation.end,
    )
    existing: ExistingRelations = {}
    for start, end, element, properties in run(text, {"ids": sorted(filter(None, owners))}).rows:
        owner, other = (start, end) if relation.owner == "start" else (end, start)
        existing.setdefault(owner, {})[relation_key(relation, other, properties)] = (
            element,
            properties,
        )
    return existing


def relation_key(relation: Relation, other: str, properties: Properties) -> RelationKey:
    """The key of a relationship that leads to ``other``."""
    return (other, *(properties.get(name) for name in relation.key))


class RelationWrites:
    """Collects what is to be created, changed and removed of one type of relationship."""

    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        self.new: list[tuple[str, Properties, str]] = []
        self.changed: list[tuple[str, Properties]] = []
        self.superfluous: list[str] = []

    def create(self, relation: Relation, start: str, end: str, properties: Properties) -> None:
        """Makes a relationship."""
        ids = relation_ids(relation, start, end, properties)
        self.difference.entries.append(Entry(relation.type, ids, None, properties))
        self.new.append((start, properties, end))

    def remove(
        self, relation: Relation, start: str, end: str, element: str, old: Properties
    ) -> None:
        """Removes a relationship that was found."""
        ids = relation_ids(relation, start, end, old)
        self.difference.entries.append(Entry(relation.type, ids, old, None))
        self.superfluous.append(element)

    def change(
        self,
        relation: Relation,
        start: str,
        end: str,
        found: tuple[str, Properties],
        changes: Properties,
    ) -> None:
        """Changes properties of a relationship that was found."""
        element, old = found
        was = {name: old.get(name) for name in changes}
        ids = relation_ids(relation, start, end, old)
        self.difference.entries.append(Entry(relation.type, ids, was, changes))
        self.changed.append((element, changes))

    def finish(self, relation: Relation) -> None:
        """The statements, removals first."""
        # Asking queries compares nothing, and must not wait for these builders.
        from py2neo.cypher.queries import unwind_create_relationships_query

        writes = self.difference.writes
        if self.superfluous:
            text = statement("load/remove-relationships")
            writes.append(WriteStatement(text, {"elements": self.superfluous}))
        if self.new:
            text, parameters = unwind_create_relationships_query(
                self.new, relation.type, (relation.start, "id"), (relation.end, "id")
            )
            writes.append(WriteStatement(text, parameters, len(self.new)))
        if self.changed:
            text = statement("load/change-relationships")
            writes.append(WriteStatement(text, {"data": self.changed}))
