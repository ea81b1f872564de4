"""Every statement can be planned as it is assembled, in every variant."""

from service.graph.database import Graph
from tests.support.assembled import assembled


def test_every_statement_can_be_planned(graph: Graph) -> None:
    planned = [name for name, text in assembled() if graph.explain(text).kind]
    assert len(planned) > 80
