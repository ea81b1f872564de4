"""What each fact of a thing rests on: who says it, of which day, and who says otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.dataset.merging.claims import (
    FROM_ACTIONS,
    UNKNOWN_DAY,
    Claims,
    FirstDays,
    decode,
    facts_of,
    standing,
)
from service.dataset.merging.difference import relation_ids
from service.dataset.tables.parse import Value
from service.graph.database import Graph
from service.model.columns import Relation
from service.model.tables import NEEDS, SUPPLIES, THINGS
from service.statements import statement

TIMEOUT = 10.0
"""Seconds that one reading may take."""

MAX_RELATIONSHIPS = 200
"""Needs and supplies whose facts are told."""


@dataclass(frozen=True)
class Saying:
    """What one source says of a fact, and of which day; ``None`` where that is not known."""

    source: str | None
    on: date | None
    value: Value = None


@dataclass(frozen=True)
class Provenance:
    """One fact that stands: of which node or relationship, who says it, and who says otherwise."""

    kind: str
    ids: tuple[str, ...]
    fact: str
    value: Value
    said: Saying
    others: list[Saying] = field(default_factory=list)


def provenance(graph: Graph, kind: str, id: str) -> list[Provenance]:
    """Of a thing's own facts, and of an enterprise's needs and of who supplies it.

    Facts that nobody knows are left out, unless somebody has said something of them.
    """
    label = THINGS[kind].label
    days: dict[str, date] = {
        row[0]: row[1] for row in graph.read(statement("load/first-days"), timeout=TIMEOUT).rows
    }
    text = statement("load/existing-nodes", label=label)
    rows = graph.read(text, {"ids": [id]}, timeout=TIMEOUT).rows
    found = [each for row in rows for each in _facts(label, (id,), row[1], days)]
    if kind == "enterprise":
        for relation, direction in ((NEEDS, "out"), (SUPPLIES, "in")):
            found += _of_relationships(graph, relation, direction, id, days)
    return found


def _of_relationships(
    graph: Graph, relation: Relation, direction: str, id: str, days: FirstDays
) -> Iterator[Provenance]:
    text = statement(
        f"load/existing-{direction}",
        type=relation.type,
        start=relation.start,
        end=relation.end,
    )
    rows = graph.read(text, {"ids": [id]}, timeout=TIMEOUT).rows
    for start, end, _, properties in sorted(rows, key=lambda row: row[:2])[:MAX_RELATIONSHIPS]:
        yield from _facts(
            relation.type, relation_ids(relation, start, end, properties), properties, days
        )


def _facts(
    kind: str, ids: tuple[str, ...], properties: Mapping[str, Any], days: FirstDays
) -> Iterator[Provenance]:
    claims = {
        source: {
            fact: claim
            for fact, claim in said.items()
            if claim.value is not None or source == FROM_ACTIONS
        }
        for source, said in decode(kind, properties, days).items()
    }
    stands = facts_of(kind, properties)
    for fact in sorted({*stands, *(name for said in claims.values() for name in said)}):
        value = stands.get(fact)
        source, on = standing(claims, fact, value)
        yield Provenance(
            kind, ids, fact, value, Saying(source, _known(on), value), _others(claims, fact, value)
        )


def _others(claims: Claims, fact: str, value: Value) -> list[Saying]:
    return [
        Saying(source, _known(said[fact].on), said[fact].value)
        for source, said in sorted(claims.items())
        if fact in said and said[fact].value != value
    ]


def _known(on: date) -> date | None:
    return None if on == UNKNOWN_DAY else on
