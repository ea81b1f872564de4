"""Single points of failure against the independent model: ranking, diamonds, time to survive."""

import random
from typing import Any

import pytest

from service.catalog import read_catalog
from service.derivation import derive
from service.errors import Conflict
from service.graph import Graph
from service.ranking import rank
from tests.model import Network
from tests.networks import AS_OF, fill, random_network
from tests.test_losses import Facts, dress, fill_all

CATALOG = read_catalog()

Row = dict[str, Any]

SIZES = """
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.id})
SET e.above_scale = row.above_scale
"""

COUNTS = """
MATCH (e:Enterprise)
RETURN e.id, coalesce(e.stops_enterprises, 0), coalesce(e.stops_anchors, 0)
"""


def networks_with_anchors(graph: Graph, rng: random.Random, count: int, size: int) -> list[Facts]:
    """Random networks side by side in the graph, derived; a third are anchors."""
    networks = [random_network(rng, f"n{i}", rng.randint(2, size)) for i in range(count)]
    for network in networks:
        dress(rng, network)
        for row in network.enterprises:
            row["above_scale"] = rng.choice(["true", "", "false"])
    fill_all(graph, networks)
    models = []
    for network in networks:
        rows = [
            {"id": row["id"], "above_scale": row["above_scale"] == "true"}
            for row in network.enterprises
        ]
        graph.write(SIZES, {"rows": rows})
        models.append(Facts(network))
    return models


def asked(graph: Graph, name: str, **given: Any) -> list[Row]:
    query = CATALOG[name]
    answer = graph.read(query.statement, query.arguments(given), timeout=60)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def anchors(model: Facts) -> set[str]:
    return {e for e, row in model.rows.items() if row["above_scale"] == "true"}


def open_suppliers(model: Facts, e: str, m: str) -> list[Any]:
    return [o for o in model.offers[e, m] if o.supplier not in model.closed]


def stops(model: Facts, x: str) -> set[str]:
    """A closed enterprise supplies nobody: its stop changes nothing."""
    return {x} if x in model.closed else model.stops({x})


def tree(model: Facts, root: str) -> dict[str, int]:
    tier, order = {root: 0}, [root]
    for e in order:
        for m in model.needs(e):
            for o in open_suppliers(model, e, m):
                if o.supplier not in tier:
                    tier[o.supplier] = tier[e] + 1
                    order.append(o.supplier)
    return tier


@pytest.mark.parametrize("seed", range(4))
def test_ranking(graph: Graph, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """1,000 networks; with so few, avalanches count as far-reaching early."""
    monkeypatch.setattr("service.ranking.SMALL", [256, 2, 3, 1][seed])
    monkeypatch.setattr("service.ranking.FAR", [2048, 4, 12, 1][seed])
    monkeypatch.setattr("service.ranking.FEW", [12, 1, 2, 0][seed])
    rng = random.Random(seed)
    models = networks_with_anchors(graph, rng, 250, 14)
    ranked = rank(graph)
    found = {e: (stopped, among) for e, stopped, among in graph.read(COUNTS, timeout=60).rows}
    expected = {}
    for model in models:
        for x in model.rows:
            others = stops(model, x) - {x}
            expected[x] = (len(others), len(others & anchors(model)))
    assert found == expected
    assert ranked.candidates == sum(count > 0 for count, _ in expected.values())
    assert (ranked.cores != []) == (seed > 0)
    order = sorted(
        (x for x in expected if expected[x][1] > 1),
        key=lambda x: (-expected[x][1], -expected[x][0], x),
    )
    rows = asked(graph, "shared-single-source", limit=1000)
    assert [row["supplier"] for row in rows] == order
    assert [(row["stops"], row["anchors"]) for row in rows] == [expected[x] for x in order]
    assert all(row["all_listed"] and row["changes_since"] == 0 for row in rows)
    first = asked(graph, "shared-single-source", limit=3)
    assert [row["supplier"] for row in first] == order[:3]
    # before anything is ranked the answer is the same, only slower
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.ranked_version = null")
    assert asked(graph, "shared-single-source", limit=1000) == rows


def test_only_what_is_derived_is_ranked(graph: Graph) -> None:
    network = Network(AS_OF)
    network.enterprises = [{"id": "a"}, {"id": "b"}]
    network.materials = [{"id": "m"}]
    network.supplies = [{"supplier": "a", "material": "m", "buyer": "b"}]
    fill(graph, network)
    with pytest.raises(Conflict):
        rank(graph)
    derive(graph)
    assert rank(graph).candidates == 1
    assert sorted(graph.read(COUNTS).rows) == [["a", 1, 0], ["b", 0, 0]]
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 2")
    graph.write("MATCH (e:Enterprise {id: 'b'}) SET e.anchor = true, e.name = 'b'")
    assert asked(graph, "data-gaps")[0]["changes_since"] == 2
