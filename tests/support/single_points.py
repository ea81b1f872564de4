"""Single points of failure by the definition: who stops alone with whom, and what proves it."""

import random
from typing import Any

from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.losses import Facts, dress, fill_all
from tests.support.model import enough
from tests.support.networks import random_network

CATALOG = read_catalog()

Row = dict[str, Any]

SIZES = """
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.id})
SET e.above_scale = row.above_scale
"""

COUNTS = """
MATCH (e:Enterprise)
RETURN e.id, coalesce(e.stops_enterprises, 0), coalesce(e.stops_anchors, 0),
  coalesce(e.stopped_by, 0)
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
    answer = graph.read(query.statement, query.arguments(given) | {"most": None}, timeout=60)
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


def proven(proof: list[dict[str, Any]], model: Facts, x: str) -> set[str]:
    """Who stops by the steps, nothing being taken for stopped that no step before it stops."""
    stopped = {x}
    for step in proof:
        suppliers = set(step["suppliers"])
        assert suppliers <= stopped
        offers = open_suppliers(model, step["enterprise"], step["material"])
        assert not enough(offers, [o for o in offers if o.supplier not in suppliers])
        stopped.add(step["enterprise"])
    return stopped
