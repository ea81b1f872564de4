"""All that a dataset puts into an empty graph: its nodes and relationships, what is derived of them
included, in columns.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from service.dataset.derived_columns import DerivedColumns
from service.dataset.merging.facts import (
    PropertyColumn,
    default_properties,
    node_facts,
    relation_facts,
)
from service.dataset.tables.input_tables import CodeArray, Dataset
from service.dataset.tables.vectorised import EMPTY_CODE
from service.derivation.pinyin import SPELLED, pinyin_of
from service.model.bookkeeping import PINYIN
from service.model.columns import Relation, Table
from service.model.derived import DERIVED
from service.model.tables import BY_LABEL, RELATIONS, SUPPLIES, TABLES

WAITS_FOR = Relation("WAITS_FOR", "Enterprise", "Enterprise")

KINDS: Mapping[tuple[str, str], str] = {
    **{(one.owner, one.name): one.kind for one in DERIVED},
    **{
        (table.relation.type if table.relation else table.label, column.name): column.kind
        for table in TABLES
        for column in table.columns
    },
}
"""The kind of each property, by the label or type that has it and its name."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes of one label, known by ``codes``; ``source``: of those that have none, or ``None``."""

    label: str
    codes: CodeArray
    properties: list[PropertyColumn]
    source: str | None

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class Relationships:
    """Relationships of one type between nodes with the codes ``starts`` and ``ends``.

    ``rows``: which entries of these and of ``properties`` there are; ``inferred``: what only a
    supply implies; ``derived``: which belong to no dataset.
    """

    relation: Relation
    starts: CodeArray
    ends: CodeArray
    properties: list[PropertyColumn]
    rows: CodeArray
    source: str | None = None
    inferred: bool = False
    derived: bool = False

    def __len__(self) -> int:
        return len(self.rows)


def nodes_of(dataset: Dataset, derived: DerivedColumns) -> Iterator[Nodes]:
    """The nodes of a checked dataset, label by label; none without any."""
    for label, table in BY_LABEL.items():
        facts = node_facts(dataset, table)
        more = derived.of_enterprises if label == "Enterprise" else []
        if len(facts):
            properties = [facts.ids, *facts.properties, *_pinyin(label, facts.properties), *more]
            yield Nodes(label, facts.ids.codes, properties, _source(dataset, table))


def relationships_of(dataset: Dataset, derived: DerivedColumns) -> Iterator[Relationships]:
    """The relationships of a checked dataset, type by type: explicit ones, then inferred."""
    for relation in RELATIONS:
        facts = relation_facts(dataset, relation)
        starts, ends = facts.starts.codes, facts.ends.codes
        # An empty cell of a link column is no relationship.
        complete = (starts != EMPTY_CODE) & (ends != EMPTY_CODE)
        order = facts.order[complete[facts.order]]
        table = next((table for table in TABLES if table.relation is relation), None)
        source = _source(dataset, table) if table else None
        more = derived.of_supplies if relation is SUPPLIES else []
        explicit = order[order < facts.explicit_count]
        inferred = order[order >= facts.explicit_count]
        if len(explicit):
            properties = [*facts.properties, *more]
            yield Relationships(relation, starts, ends, properties, explicit, source)
        if len(inferred):
            yield Relationships(relation, starts, ends, [], inferred, source, inferred=True)
    waits = derived.waits
    if len(waits.starts):
        rows = np.arange(len(waits.starts), dtype=np.int32)
        yield Relationships(
            WAITS_FOR, waits.starts, waits.ends, waits.properties, rows, derived=True
        )


def _pinyin(label: str, properties: Iterable[PropertyColumn]) -> Iterator[PropertyColumn]:
    """How the names among ``properties`` sound, for labels whose things are sought by it."""
    for each in properties:
        if each.name == "name" and label in SPELLED:
            sounds = [
                pinyin_of(value) if isinstance(value, str) else value for value in each.values
            ]
            yield PropertyColumn(PINYIN, sounds, each.codes)


def _source(dataset: Dataset, table: Table) -> str | None:
    source = default_properties(dataset, table).get("source")
    return str(source) if source else None
