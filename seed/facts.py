"""A dataset's rows as what they mean in the graph: nodes, and relationships by their owner."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from seed.columns import Relation, Table
from seed.folder import Dataset, Sheet
from seed.tables import BY_LABEL, MAKES, NEEDS, SUPPLIES, TABLES
from seed.values import Untouched, Value

Properties = dict[str, str | int | float | bool | date | list[str] | None]
"""Values by property name; lists only for what the loader itself keeps (``datasets``)."""


@dataclass(frozen=True, slots=True)
class NodeFact:
    """One node. In ``properties`` a value is to be set, ``None`` to be cleared."""

    id: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class RelationFact:
    """One relationship. ``end`` or ``start`` is ``None`` where an empty cell clears a single one.

    ``implied``: no row says it, a supply does.
    """

    start: str | None
    end: str | None
    properties: Properties = field(default_factory=dict)
    implied: bool = False


def node_facts(dataset: Dataset, table: Table) -> Iterator[NodeFact]:
    """The nodes that a table with a label gives, in the file's order."""
    sheet = dataset.sheet(table.name)
    named = set(table.properties)
    kept = [(i, name) for i, name in enumerate(sheet.columns) if name in named and name != "id"]
    at_id = sheet.position("id")
    for row in sheet.rows:
        assert at_id is not None
        yield NodeFact(str(row[at_id]), _sourced(dataset, _said(row, kept)))


def at_first(dataset: Dataset, table: Table) -> Properties:
    """What is set only where there is none: the dataset's source, if the table names none."""
    stated = bool(table.label) or table.relation is SUPPLIES
    unnamed = "source" not in dataset.sheet(table.name).columns
    return {"source": dataset.source} if stated and unnamed and dataset.source else {}


def relation_facts(dataset: Dataset, relation: Relation) -> list[RelationFact]:
    """The relationships of one type, rows first, then implied ones; sorted by their owner."""
    facts: list[RelationFact] = []
    for table in TABLES:
        sheet = dataset.sheet(table.name)
        if table.relation is relation:
            facts.extend(_from_rows(dataset, sheet))
        for column in table.columns:
            if column.link is relation and column.name in sheet.columns:
                facts.extend(_from_link(sheet, column.name, relation))
    facts.extend(_implied(dataset, relation, facts))
    facts.sort(key=lambda fact: owner_of(relation, fact) or "")
    return facts


def owner_of(relation: Relation, fact: RelationFact) -> str | None:
    """The id of the node whose row says the relationship."""
    return fact.start if relation.owner == "start" else fact.end


def _from_rows(dataset: Dataset, sheet: Sheet) -> Iterator[RelationFact]:
    table = sheet.table
    named = set(table.properties)
    kept = [(i, name) for i, name in enumerate(sheet.columns) if name in named]
    start, end = sheet.position(table.start), sheet.position(table.end)
    counted = table.relation is NEEDS
    for row in sheet.rows:
        assert start is not None and end is not None
        properties = _sourced(dataset, _said(row, kept))
        if counted and "stock_days" in properties and properties.get("stock_on") is None:
            known = properties["stock_days"] is not None
            properties["stock_on"] = dataset.as_of if known else None
        yield RelationFact(str(row[start]), str(row[end]), properties)


def _said(row: list[Value], kept: list[tuple[int, str]]) -> Properties:
    return {name: value for i, name in kept if not isinstance(value := row[i], Untouched)}


def _sourced(dataset: Dataset, properties: Properties) -> Properties:
    if "source" in properties and properties["source"] is None:
        properties["source"] = dataset.source
    return properties


def _from_link(sheet: Sheet, column: str, relation: Relation) -> Iterator[RelationFact]:
    at_id, at_other = sheet.position("id"), sheet.position(column)
    assert at_id is not None and at_other is not None
    for row in sheet.rows:
        owner, other = str(row[at_id]), row[at_other]
        linked = None if other is None else str(other)
        pair = (owner, linked) if relation.owner == "start" else (linked, owner)
        yield RelationFact(*pair)


def _implied(
    dataset: Dataset, relation: Relation, said: list[RelationFact]
) -> Iterator[RelationFact]:
    if relation not in (MAKES, NEEDS):
        return
    sheet = dataset.sheet("supplies")
    who = sheet.position("supplier" if relation is MAKES else "buyer")
    what = sheet.position("material")
    seen = {(fact.start, fact.end) for fact in said}
    for row in sheet.rows:
        assert who is not None and what is not None
        pair = (str(row[who]), str(row[what]))
        if pair not in seen:
            seen.add(pair)
            yield RelationFact(*pair, implied=True)


def ids(dataset: Dataset, label: str) -> set[str]:
    """The ids that the dataset's own table gives to nodes of ``label``."""
    sheet = dataset.sheet(BY_LABEL[label].name)
    at = sheet.position("id")
    return {str(row[at]) for row in sheet.rows if at is not None and row[at] is not None}
