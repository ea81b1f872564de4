"""A dataset's rows as what they mean in the graph: nodes, and relationships by their owner.

Facts are kept in columns, as the rows are; batches of them come out one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from service.dataset.parse import ABSENT, Absent, Value
from service.dataset.tables_in_memory import Cells, Codes, Dataset, Sheet, Words
from service.dataset.vectors import NOTHING, packed
from service.model.columns import Relation, Table
from service.model.tables import BY_LABEL, MAKES, NEEDS, SUPPLIES, TABLES

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


@dataclass(frozen=True, slots=True)
class Property:
    """One property of many facts: the code of each value, and what the codes stand for.

    ``ABSENT`` among the values is no value at all.
    """

    name: str
    values: list[Value]
    codes: Codes

    def of(self, rows: Codes | slice) -> Iterator[Value]:
        """The values of some facts."""
        return map(self.values.__getitem__, self.codes[rows].tolist())


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """The nodes that a table with a label gives, in the file's order."""

    ids: Property
    properties: list[Property]

    def __len__(self) -> int:
        return len(self.ids.codes)

    def batch(self, begin: int, end: int) -> list[NodeFact]:
        """Some of them, one by one."""
        rows = slice(begin, end)
        told = _told(self.properties, rows, end - begin)
        return [
            NodeFact(str(id_), each) for id_, each in zip(self.ids.of(rows), told, strict=False)
        ]


@dataclass(frozen=True, slots=True)
class RelationFacts:
    """The relationships of one type: the first ``said`` by rows, the others implied.

    ``properties`` are those of the former. ``order`` has them sorted by their owner.
    """

    starts: Property
    ends: Property
    properties: list[Property]
    said: int
    order: Codes

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[RelationFact]:
        for begin in range(0, len(self), 10_000):
            yield from self.batch(begin, begin + 10_000)

    def batch(self, begin: int, end: int) -> list[RelationFact]:
        """Some of them, one by one, sorted by their owner."""
        rows = self.order[begin:end]
        by_rows = rows < self.said
        told = _told(self.properties, rows[by_rows], int(by_rows.sum()))
        return [
            RelationFact(
                None if first is None else str(first),
                None if last is None else str(last),
                next(told) if said else {},
                not said,
            )
            for first, last, said in zip(
                self.starts.of(rows), self.ends.of(rows), by_rows.tolist(), strict=True
            )
        ]


def _told(properties: list[Property], rows: Codes | slice, count: int) -> Iterator[Properties]:
    names = [each.name for each in properties]
    if not names:
        return ({} for _ in range(count))
    values = zip(*(each.of(rows) for each in properties), strict=True)
    if not any(ABSENT in each.values for each in properties):
        return (dict(zip(names, row, strict=True)) for row in values)
    return (
        {
            name: value
            for name, value in zip(names, row, strict=True)
            if not isinstance(value, Absent)
        }
        for row in values
    )


def node_facts(dataset: Dataset, table: Table) -> NodeFacts:
    """The nodes that a table with a label gives, in the file's order."""
    sheet = dataset.sheet(table.name)
    named = [name for name in sheet.columns if name in table.properties and name != "id"]
    return NodeFacts(_property("id", sheet.required("id")), _properties(dataset, sheet, named))


def at_first(dataset: Dataset, table: Table) -> Properties:
    """What is set only where there is none: the dataset's source, if the table names none."""
    stated = bool(table.label) or table.relation is SUPPLIES
    unnamed = "source" not in dataset.sheet(table.name).columns
    return {"source": dataset.source} if stated and unnamed and dataset.source else {}


def relation_facts(dataset: Dataset, relation: Relation) -> RelationFacts:
    """The relationships of one type, rows first, then implied ones; sorted by their owner."""
    starts = ends = _property("", Cells(Words()))
    properties: list[Property] = []
    for table in TABLES:
        sheet = dataset.sheet(table.name)
        if table.relation is relation:
            starts, ends = _column(sheet, table.start), _column(sheet, table.end)
            named = [name for name in sheet.columns if name in table.properties]
            properties = _properties(dataset, sheet, named)
            if relation is NEEDS:
                properties = _counted(properties, dataset.as_of)
        for column in table.columns:
            if column.link is relation and column.name in sheet.columns:
                starts, ends = _column(sheet, "id"), _column(sheet, column.name)
                if relation.owner == "end":
                    starts, ends = ends, starts
    said = len(starts.codes)
    if relation in (MAKES, NEEDS):
        starts, ends = _with_implied(dataset, relation, starts, ends)
    owners = starts if relation.owner == "start" else ends
    order = np.argsort(owners.codes, kind="stable").astype(np.int32)
    return RelationFacts(starts, ends, properties, said, order)


def owner_of(relation: Relation, fact: RelationFact) -> str | None:
    """The id of the node whose row says the relationship."""
    return fact.start if relation.owner == "start" else fact.end


def _column(sheet: Sheet, name: str) -> Property:
    return _property(name, sheet.required(name))


def _property(name: str, cells: Cells) -> Property:
    return Property(name, cells.words.values, cells.vector)


def _properties(dataset: Dataset, sheet: Sheet, names: Sequence[str]) -> list[Property]:
    properties = [_property(name, sheet.required(name)) for name in names]
    return [
        # An empty cell means the dataset's own source.
        Property("source", [dataset.source, *each.values[1:]], each.codes)
        if each.name == "source"
        else each
        for each in properties
    ]


def _counted(properties: list[Property], as_of: date) -> list[Property]:
    """Where ``stock_days`` are told and not the day they were counted on, that is ``as_of``."""
    by_name = {each.name: each for each in properties}
    stock = by_name.pop("stock_days", None)
    if stock is None:
        return properties
    nothing = Property("stock_on", [None], np.zeros(len(stock.codes), np.int32))
    counted = by_name.pop("stock_on", nothing)
    values = [*counted.values, as_of, ABSENT]
    as_of_code, untouched_code = len(values) - 2, len(values) - 1
    untouched = np.asarray([isinstance(value, Absent) for value in stock.values], np.bool_)
    blank = counted.codes == NOTHING
    codes = np.where(blank & (stock.codes != NOTHING), as_of_code, counted.codes)
    if untouched.any():
        codes = np.where(blank & untouched[stock.codes], untouched_code, codes)
    else:
        values.pop()
    return [*by_name.values(), stock, Property("stock_on", values, codes.astype(np.int32))]


def _with_implied(
    dataset: Dataset, relation: Relation, starts: Property, ends: Property
) -> tuple[Property, Property]:
    """The ends of what rows say, and after them of what supplies imply and no row says."""
    sheet = dataset.sheet("supplies")
    if not len(sheet):
        return starts, ends
    who = _column(sheet, "supplier" if relation is MAKES else "buyer")
    what = _column(sheet, "material")
    said = len(starts.codes)
    both_starts = np.concatenate((starts.codes, who.codes))
    both_ends = np.concatenate((ends.codes, what.codes))
    pairs = packed([(both_starts, len(who.values)), (both_ends, len(what.values))])
    _, first = np.unique(pairs, return_index=True)
    rows = np.concatenate((np.arange(said), np.sort(first[first >= said])))
    return (
        Property("", who.values, both_starts[rows]),
        Property("", what.values, both_ends[rows]),
    )


def ids(dataset: Dataset, label: str) -> set[str]:
    """The ids that the dataset's own table gives to nodes of ``label``."""
    cells = dataset.sheet(BY_LABEL[label].name).required("id")
    return {str(cells[row]) for row in range(len(cells.codes)) if cells.codes[row] != NOTHING}
