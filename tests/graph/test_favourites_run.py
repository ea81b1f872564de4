"""The statements of Saved Cypher on a graph."""

from service.formats.bloom.search_phrases import TOKEN
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.recorded import RECORDED
from tests.support.saved_cypher import entries


def test_every_statement_runs_with_the_parameters_of_the_first(cixi_graph: Graph) -> None:
    first, *queries, _ = entries("en")
    recorded = {read_catalog()[name].title.en for name in RECORDED}
    assert first["query"].startswith(":param {")
    map_of = first["query"].removeprefix(":param ")
    (given,) = cixi_graph.read(f"RETURN {map_of} AS given").one()
    for one in queries:
        asked = {found["name"] for found in TOKEN.finditer(one["query"]) if found["name"]}
        assert asked <= given.keys(), one["name"]
        assert cixi_graph.explain(one["query"], given).kind == "r"
        rows = cixi_graph.read(one["query"], given, timeout=60).rows
        assert rows or one["name"] in recorded, one["name"]
