"""Random networks for comparing the derivation with the model, and their way into the graph."""

import datetime
import random
from collections.abc import Sequence
from typing import Any

from service.graph.database import Graph
from tests.support.model import Network, as_text

AS_OF = datetime.date(2020, 2, 12)

FILL = """
MERGE (g:Graph {id: 'graph'})
ON CREATE SET g.born = randomUUID()
SET g.as_of = $as_of, g.version = coalesce(g.version, 0) + 1
WITH g
CALL () {
  UNWIND $enterprises AS row
  CREATE (e:Enterprise {id: row.id}) SET e += row
}
CALL () {
  UNWIND $materials AS id
  MERGE (:Material {id: id})
}
CALL () {
  UNWIND $needs AS row
  MATCH (e:Enterprise {id: row.enterprise}), (m:Material {id: row.material})
  MERGE (e)-[n:NEEDS]->(m) SET n += row.properties
}
CALL () {
  UNWIND $supplies AS row
  MATCH (s:Enterprise {id: row.supplier}), (b:Enterprise {id: row.buyer})
  CREATE (s)-[r:SUPPLIES]->(b) SET r += row.properties
}
"""


def days_from(days: int) -> str:
    return (AS_OF + datetime.timedelta(days=days)).isoformat()


def random_network(rng: random.Random, name: str, size: int) -> Network:
    """A small network with everything the definitions speak of; ids begin with ``name``."""
    network = Network(AS_OF)
    ids = [f"{name}e{number}" for number in range(size)]
    grain = rng.choice([0.25, 1, 1, 0.5])
    span = rng.choice([2, 4, 10, 60])

    def days(most: float) -> str:
        return as_text(round(rng.randint(0, int(most / grain)) * grain, 2))

    for e in ids:
        row = dict.fromkeys(("closed_on", "resumed_on", "expected_on", "output_rate"), "")
        row |= {"id": e, "name": e, "surveyed_on": rng.choice([days_from(-5)] * 6 + [""])}
        if rng.random() < 0.08:
            row["closed_on"] = days_from(rng.choice([-3, 0, 5]))
        if rng.random() < 0.5:
            row["resumed_on"] = days_from(-rng.randint(0, 5))
            row["output_rate"] = rng.choice(["", "", "0.3", "0.79", "0.8", "1.1"])
        if rng.random() < 0.6:
            row["expected_on"] = days_from(rng.choice([-4, 0, 1, 2, 3, 7, 20, 365, 366, 400]))
        network.enterprises.append(row)
    materials = [f"{name}m{number}" for number in range(max(2, size // 2))]
    network.materials = [{"id": m, "name": m} for m in materials]
    needs: dict[tuple[str, str], dict[str, str]] = {}

    def need(e: str, m: str) -> dict[str, str]:
        if (e, m) not in needs:
            stocked = rng.random() < 0.7
            needs[e, m] = {
                "enterprise": e,
                "material": m,
                "stock_days": days(span) if stocked else "",
                "stock_on": rng.choice(["", days_from(-3), days_from(2)]) if stocked else "",
                "essential": rng.choice(["", "true", "true", "true", "false"]),
            }
        return needs[e, m]

    for e in ids:
        for m in rng.sample(materials, rng.randint(0, min(3, len(materials)))):
            need(e, m)
            suppliers = rng.sample(ids, rng.randint(0, min(4, size)))
            shared = rng.random() < 0.4
            for s in suppliers:
                for _ in range(rng.choice([1, 1, 1, 2])):
                    if s == e:
                        continue
                    network.supplies.append(
                        {
                            "supplier": s,
                            "material": m,
                            "buyer": e,
                            "lead_days": rng.choice([days(span), days(span), days(span), ""]),
                            "share": as_text(rng.randint(0, 20) / 100)
                            if shared and rng.random() < 0.95
                            else "",
                            "since": rng.choice(["", "", "", days_from(-30), days_from(3)]),
                            "until": rng.choice(["", "", "", days_from(-1), days_from(0)]),
                        }
                    )
    network.needs = list(needs.values())
    return network


def together(networks: Sequence[Network]) -> Network:
    """Several networks as one, to be filled in at once."""
    one = Network(networks[0].as_of)
    for table in ("enterprises", "materials", "needs", "supplies"):
        setattr(one, table, [row for network in networks for row in getattr(network, table)])
    return one


def fill(graph: Graph, network: Network) -> None:
    """Writes a network into the graph beside what is there, as the loader would store it."""
    dates = {"closed_on", "resumed_on", "expected_on", "surveyed_on", "stock_on", "since", "until"}
    numbers = {"output_rate", "stock_days", "lead_days", "share"}

    def typed(row: dict[str, str], leave: set[str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, text in row.items():
            if text == "" or key in leave:
                continue
            if key in dates:
                values[key] = datetime.date.fromisoformat(text)
            elif key in numbers:
                values[key] = float(text)
            elif text in ("true", "false"):
                values[key] = text == "true"
            else:
                values[key] = text
        return values

    graph.write(
        FILL,
        {
            "as_of": network.as_of,
            "enterprises": [typed(row, set()) for row in network.enterprises],
            "materials": [row["id"] for row in network.materials],
            "needs": [
                {
                    "enterprise": row["enterprise"],
                    "material": row["material"],
                    "properties": typed(row, {"enterprise", "material"}),
                }
                for row in network.needs
            ],
            "supplies": [
                {
                    "supplier": row["supplier"],
                    "buyer": row["buyer"],
                    "properties": typed(row, {"supplier", "buyer"}),
                }
                for row in network.supplies
            ],
        },
    )
