"""A dataset's rows as facts of the graph: nodes, and relationships sorted by their owner.

Facts are stored in columns, as the rows are, and given in batches of objects.

A relationship is explicit where a row states it, and inferred where only a supply implies it: who
supplies a material makes it, who is supplied needs it. In the graph an inferred one has the
property ``implied``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from service.dataset.merging.elements import NodeFact, Properties, RelationFact
from service.dataset.tables.input_tables import (
    CodeArray,
    Dataset,
    DistinctValues,
    EncodedColumn,
    InputTable,
)
from service.dataset.tables.parse import ABSENT, Absent, Assumed, Value
from service.dataset.tables.vectorised import EMPTY_CODE, composite_keys
from service.model.columns import Relation, Table
from service.model.tables import BY_LABEL, MAKES, NEEDS, SUPPLIES, TABLES


@dataclass(frozen=True, slots=True)
class PropertyColumn:
    """One property of many facts: a code per fact, and the values that codes stand for.

    ``ABSENT`` as value: the fact does not state the property.
    """

    name: str
    values: list[Value]
    codes: CodeArray

    def values_of(self, rows: CodeArray | slice) -> Iterator[Value]:
        """The property's values of the facts ``rows``."""
        return map(self.values.__getitem__, self.codes[rows].tolist())


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """The nodes of one table, in the file's order."""

    ids: PropertyColumn
    properties: list[PropertyColumn]

    def __len__(self) -> int:
        return len(self.ids.codes)

    def batch(self, begin: int, end: int) -> list[NodeFact]:
        """The facts from ``begin`` up to ``end``."""
        rows = slice(begin, end)
        maps = _property_maps(self.properties, rows, end - begin)
        return [
            NodeFact(str(id_), each)
            for id_, each in zip(self.ids.values_of(rows), maps, strict=False)
        ]


@dataclass(frozen=True, slots=True)
class RelationFacts:
    """The relationships of one type: first ``explicit_count`` explicit ones, then the inferred.

    Only explicit ones have ``properties``. ``order`` sorts all by their owner.
    """

    starts: PropertyColumn
    ends: PropertyColumn
    properties: list[PropertyColumn]
    explicit_count: int
    order: CodeArray

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[RelationFact]:
        for begin in range(0, len(self), 10_000):
            yield from self.batch(begin, begin + 10_000)

    def batch(self, begin: int, end: int) -> list[RelationFact]:
        """The facts from ``begin`` up to ``end``, in the order of their owners."""
        rows = self.order[begin:end]
        are_explicit = rows < self.explicit_count
        maps = _property_maps(self.properties, rows[are_explicit], int(are_explicit.sum()))
        return [
            RelationFact(
                None if first is None else str(first),
                None if last is None else str(last),
                next(maps) if explicit else {},
                not explicit,
            )
            for first, last, explicit in zip(
                self.starts.values_of(rows),
                self.ends.values_of(rows),
                are_explicit.tolist(),
                strict=True,
            )
        ]


def _property_maps(
    properties: list[PropertyColumn], rows: CodeArray | slice, count: int
) -> Iterator[Properties]:
    names = [each.name for each in properties]
    if not names:
        return ({} for _ in range(count))
    values = zip(*(each.values_of(rows) for each in properties), strict=True)
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
    input_table = dataset.table(table.name)
    named = [name for name in input_table.header if name in table.properties and name != "id"]
    return NodeFacts(
        _property("id", input_table.required_column("id")), _properties(dataset, input_table, named)
    )


def default_properties(dataset: Dataset, table: Table) -> Properties:
    """Properties set only where the graph has none: the dataset's source, if the table has none."""
    stated = bool(table.label) or table.relation is SUPPLIES
    unnamed = "source" not in dataset.table(table.name).header
    return {"source": dataset.source} if stated and unnamed and dataset.source else {}


def relation_facts(dataset: Dataset, relation: Relation) -> RelationFacts:
    """The relationships of one type, explicit and inferred."""
    starts = ends = _property("", EncodedColumn(DistinctValues()))
    properties: list[PropertyColumn] = []
    for table in TABLES:
        input_table = dataset.table(table.name)
        if table.relation is relation:
            starts, ends = _column(input_table, table.start), _column(input_table, table.end)
            named = [name for name in input_table.header if name in table.properties]
            properties = _properties(dataset, input_table, named)
            if relation is NEEDS:
                properties = _with_stock_date(properties, dataset.as_of)
        for column in table.columns:
            if column.link is relation and column.name in input_table.header:
                starts, ends = _column(input_table, "id"), _column(input_table, column.name)
                if relation.owner == "end":
                    starts, ends = ends, starts
    explicit_count = len(starts.codes)
    if relation in (MAKES, NEEDS):
        starts, ends = _with_inferred(dataset, relation, starts, ends)
    owners = starts if relation.owner == "start" else ends
    order = np.argsort(owners.codes, kind="stable").astype(np.int32)
    return RelationFacts(starts, ends, properties, explicit_count, order)


def _column(input_table: InputTable, name: str) -> PropertyColumn:
    return _property(name, input_table.required_column(name))


def _property(name: str, cells: EncodedColumn) -> PropertyColumn:
    return PropertyColumn(name, cells.distinct.values, cells.code_array)


def _properties(
    dataset: Dataset, input_table: InputTable, names: Sequence[str]
) -> list[PropertyColumn]:
    properties = [_property(name, input_table.required_column(name)) for name in names]
    return [
        # An empty cell means the dataset's own source.
        PropertyColumn("source", [dataset.source, *each.values[1:]], each.codes)
        if each.name == "source"
        else each
        for each in properties
    ]


def _with_stock_date(properties: list[PropertyColumn], as_of: date) -> list[PropertyColumn]:
    """Assumes ``stock_on`` to be ``as_of`` where a row has ``stock_days`` but not its day."""
    by_name = {each.name: each for each in properties}
    stock = by_name.pop("stock_days", None)
    if stock is None:
        return properties
    nothing = PropertyColumn("stock_on", [None], np.zeros(len(stock.codes), np.int32))
    stock_date = by_name.pop("stock_on", nothing)
    values = [*stock_date.values, Assumed(as_of), ABSENT]
    as_of_code, untouched_code = len(values) - 2, len(values) - 1
    untouched = np.asarray([isinstance(value, Absent) for value in stock.values], np.bool_)
    blank = stock_date.codes == EMPTY_CODE
    codes = np.where(blank & (stock.codes != EMPTY_CODE), as_of_code, stock_date.codes)
    if untouched.any():
        codes = np.where(blank & untouched[stock.codes], untouched_code, codes)
    else:
        values.pop()
    return [*by_name.values(), stock, PropertyColumn("stock_on", values, codes.astype(np.int32))]


def _with_inferred(
    dataset: Dataset, relation: Relation, starts: PropertyColumn, ends: PropertyColumn
) -> tuple[PropertyColumn, PropertyColumn]:
    """Starts and ends of the explicit relationships, followed by those of the inferred ones."""
    input_table = dataset.table("supplies")
    if not len(input_table):
        return starts, ends
    enterprise = _column(input_table, "supplier" if relation is MAKES else "buyer")
    material = _column(input_table, "material")
    explicit_count = len(starts.codes)
    both_starts = np.concatenate((starts.codes, enterprise.codes))
    both_ends = np.concatenate((ends.codes, material.codes))
    pairs = composite_keys(
        [(both_starts, len(enterprise.values)), (both_ends, len(material.values))]
    )
    _, first = np.unique(pairs, return_index=True)
    rows = np.concatenate((np.arange(explicit_count), np.sort(first[first >= explicit_count])))
    return (
        PropertyColumn("", enterprise.values, both_starts[rows]),
        PropertyColumn("", material.values, both_ends[rows]),
    )


def defined_ids(dataset: Dataset, label: str) -> set[str]:
    """The ids of the dataset's own table of ``label``."""
    cells = dataset.table(BY_LABEL[label].name).required_column("id")
    return {str(cells[row]) for row in range(len(cells.codes)) if cells.codes[row] != EMPTY_CODE}
