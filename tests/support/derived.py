"""What is derived about networks: as the graph stores it, and as the model says."""

from typing import Any

from service.graph.database import Graph, Transaction
from tests.support.model import Model, Network

DERIVED = """
MATCH (e:Enterprise)
OPTIONAL MATCH (e)-[w:WAITS_FOR]->(s:Enterprise)
RETURN e.id, e.runs, e.own_days, e.ready_days, e.in_flow, e.firm, e.stuck, e.hops,
  s.id, w.material, w.days, e.due, e.raised, e.high
"""


def days(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100


ALL = """
MATCH (e:Enterprise)
OPTIONAL MATCH (e)-[w:WAITS_FOR]->(s)
RETURN e.id, e.at, e.ready_days, e.own_days, e.runs, e.in_flow, e.firm, e.stuck, e.hops,
  e.stop_days, e.stop_material, s.id, w.material, w.days, e.due, e.lower, e.raised, e.high
ORDER BY e.id
"""

SUPPLIES = """
MATCH (s)-[r:SUPPLIES]->(b)
RETURN s.id, r.material, b.id, r.since, r.until, r.lead_days, r.share, r.gap, r.weight, r.part,
  r.breaks
ORDER BY s.id, b.id, r.material, r.since, r.until, r.lead_days, r.share
"""


def of_those(transaction: Transaction, name: str) -> dict[str, list[Any]]:
    """What is derived about enterprises whose ids begin with ``name``, as ``expected`` gives it."""
    text = DERIVED.replace("(e:Enterprise)\n", "(e:Enterprise) WHERE e.id STARTS WITH $name\n", 1)
    rows = transaction.run(text, {"name": name}).rows
    assert len({row[0] for row in rows}) == len(rows), "nobody waits for two"
    return {row[0]: row[1:] for row in rows}


def expected(network: Network) -> dict[str, list[Any]]:
    model = Model(network)
    found = {}
    for e in model.rows:
        supplier, material, wait = model.waits_for.get(e, (None, None, None))
        hops = len(model.chain(e)) - 1 if supplier and model.ready[e] is not None else None
        found[e] = [
            *(model.runs[e], days(model.own[e]), days(model.ready[e]), model.in_flow[e]),
            *(model.firm[e], model.stuck[e], hops, supplier, material, days(wait)),
            *(None, None, None),
        ]
    return found


def everything(graph: Graph) -> tuple[list[Any], list[Any]]:
    return graph.read(ALL, timeout=60).rows, graph.read(SUPPLIES, timeout=60).rows
