"""The private Neo4j: what it starts from, what it leaves behind, what it says."""

from service.graph import Graph
from service.statements import statement


def test_a_graph_is_empty(graph: Graph) -> None:
    assert graph.read(statement("answers")).rows == [[1]]
