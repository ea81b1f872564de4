"""What answers do not show: persons where they are masked, and the derivation's own reckoning."""

from collections.abc import Iterator
from typing import Any

import pytest

from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.catalog.catalog import SavedQuery
from service.graph.database import Graph
from service.model import derived
from service.model.privacy import MASK, PERSONAL_PROPERTIES
from tests.support.catalog import read_catalog

CATALOG = read_catalog()
ASKED = [*CATALOG, *CATALOG.what_ifs]
DRAWN = [query for query in ASKED if query.result == "graph"]


@pytest.fixture(scope="module")
def masked(cixi_graph: Graph) -> Knowledge:
    return Knowledge(cixi_graph, CATALOG, show_personal=False)


@pytest.fixture(scope="module")
def persons(cixi_graph: Graph) -> set[str]:
    """Every value of a personal property in the graph."""
    return {
        str(value)
        for label, names in PERSONAL_PROPERTIES.items()
        for name in names
        for (value,) in cixi_graph.read(f"MATCH (n:{label}) RETURN DISTINCT n.{name}").rows
        if value is not None
    }


def values(answer: Answer) -> Iterator[Any]:
    """Every value in the rows and in the graph of an answer, however deep."""

    def inside(value: Any) -> Iterator[Any]:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list | tuple):
            for one in value:
                yield from inside(one)
        else:
            yield value

    yield from inside(answer.rows)
    if answer.subgraph:
        yield from inside([node.properties for node in answer.subgraph.nodes])
        yield from inside([edge.properties for edge in answer.subgraph.edges])


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_no_person_is_in_a_masked_answer(
    masked: Knowledge, persons: set[str], query: SavedQuery
) -> None:
    answer = masked.ask(query.name, query.example)
    told = {str(value) for value in values(answer)}
    assert told.isdisjoint(persons)
    for place, column in enumerate(query.columns):
        if column.personal:
            assert {row[place] for row in answer.rows} <= {MASK, None}


def test_there_are_persons_to_be_masked(cixi: Knowledge, persons: set[str]) -> None:
    assert len(persons) > 100
    told = {str(one) for query in CATALOG for one in values(cixi.ask(query.name, query.example))}
    assert told & persons


@pytest.mark.parametrize("query", DRAWN, ids=lambda query: query.name)
def test_the_reckoning_of_the_derivation_is_in_no_answer(
    cixi: Knowledge, query: SavedQuery
) -> None:
    drawn = cixi.ask(query.name, query.example).subgraph
    assert drawn and drawn.nodes
    for labels, properties in (
        *((node.labels, node.properties) for node in drawn.nodes),
        *(([edge.type], edge.properties) for edge in drawn.edges),
    ):
        assert properties.keys().isdisjoint(derived.properties(labels, internal_only=True))
