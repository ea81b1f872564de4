"""The first load of a small dataset: all of it, and all that is derived of it, by one transaction.

The graph is the same as after an ordinary load and its derivation, which compare what is there with
what comes, label by label and type by type; where nothing is there, nothing has to be compared.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from service.clock import now
from service.dataset.contents import nodes_of, relationships_of
from service.dataset.derived_columns import DerivedColumns, derived_columns
from service.dataset.merging.difference import Counts, total_of
from service.dataset.merging.facts import PropertyColumn, defined_ids
from service.dataset.merging.journal import to_json
from service.dataset.naming.alias_table import table_aliases
from service.dataset.tables.input_tables import CodeArray, Dataset
from service.dataset.tables.parse import Absent, Assumed
from service.derivation.groups import Tally, count_within, keep
from service.graph.database import Graph, Transaction
from service.language import Text
from service.model.bookkeeping import DATASETS
from service.progress import Progress
from service.statements import statement

LOADING = Text("Loading everything at once", "一次载入全部内容")

MAX_ROWS = 20_000
"""Rows of all tables together, at most, that are written by one transaction."""

TIMEOUT_SECONDS = 120.0

Created = tuple[dict[str, Counts], int, str]
"""What was created, by label or type, the version of the graph, and the id of the load."""


def is_small(dataset: Dataset) -> bool:
    """Whether one transaction can hold it; aliases need to be compared with one another."""
    rows = sum(len(table) for table in dataset.tables.values())
    other_names = any(dataset.other_names.values()) or any(table_aliases(dataset).values())
    return 0 < rows <= MAX_ROWS and not other_names


def load_first(
    dataset: Dataset, graph: Graph, description: dict[str, Any], by: str | None, progress: Progress
) -> Created | None:
    """Loads a small checked dataset into an empty graph, and derives everything.

    ``None``, and nothing is done, where the graph is not empty.
    """
    if not graph.read(statement("load/nothing")).one()[0]:
        return None
    with suppress(_NotEmpty), graph.transaction(timeout=TIMEOUT_SECONDS) as transaction:
        empty, day = transaction.run(statement("load/first")).one()
        if not empty:
            raise _NotEmpty  # which rolls back
        as_of = max(day, dataset.as_of) if day else dataset.as_of
        derived = derived_columns(dataset, as_of, progress)
        begun = {
            "load": uuid.uuid4().hex,
            "at": now(),
            "dataset": description,
            "by": by,
            "file": dataset.file,
            "first": True,
            "was": to_json({"Dataset": None, "as_of": day}),
        }
        progress.line(LOADING)
        version, load = transaction.run(statement("load/start"), begun).one()
        counts = _create(transaction, dataset, derived)
        ended = {
            "dataset": dataset.id,
            "load": load,
            "added": total_of(counts).added,
            "changed": 0,
            "removed": 0,
            "conflicts": 0,
        }
        transaction.run(statement("load/finish"), ended)
        tally = Tally()
        count_within(transaction, tally, defined_ids(dataset, "Enterprise"))
        keep(transaction.run, tally)
        transaction.run(statement("derive/done"), {"version": version, "left": derived.left})
        return counts, version, load
    return None


class _NotEmpty(Exception):
    pass


def _create(
    transaction: Transaction, dataset: Dataset, derived: DerivedColumns
) -> dict[str, Counts]:
    counts = {"Dataset": Counts(added=1)}
    places: dict[str, dict[int, int]] = {}
    given: dict[str, list[Any]] = {"nodes": [], "relationships": []}
    for some in nodes_of(dataset, derived):
        place = len(given["nodes"])
        codes = some.codes.tolist()
        places[some.label] = {code: place + row for row, code in enumerate(codes)}
        for properties in _properties(some.properties, slice(None), len(some)):
            _tie(properties, dataset.id, some.source)
            given["nodes"].append([some.label, properties])
        counts[some.label] = Counts(added=len(some))
    for each in relationships_of(dataset, derived):
        relation, rows = each.relation, each.rows
        ends = zip(each.starts[rows].tolist(), each.ends[rows].tolist(), strict=True)
        for (start, end), properties in zip(
            ends, _properties(each.properties, rows, len(each)), strict=True
        ):
            if not each.derived:
                _tie(properties, dataset.id, each.source)
            if each.inferred:
                properties["implied"] = True
            between = [places[relation.start][start], places[relation.end][end]]
            given["relationships"].append([relation.type, *between, properties])
        if not each.derived:
            counts.setdefault(relation.type, Counts()).added += len(each)
    transaction.run(statement("load/create"), given)
    return counts


def _tie(properties: dict[str, Any], dataset: str, source: str | None) -> None:
    """Says which dataset brought it; and its source, where it has none of its own."""
    properties[DATASETS] = [dataset]
    if source:
        properties.setdefault("source", source)


def _properties(
    columns: list[PropertyColumn], rows: CodeArray | slice, count: int
) -> Iterator[dict[str, Any]]:
    """The properties of each of ``rows``, without what is not stated."""
    if not columns:
        yield from ({} for _ in range(count))
        return
    names = [column.name for column in columns]
    for values in zip(*(column.values_of(rows) for column in columns), strict=True):
        yield {
            name: value.value if isinstance(value, Assumed) else value
            for name, value in zip(names, values, strict=True)
            if value is not None and not isinstance(value, Absent)
        }
