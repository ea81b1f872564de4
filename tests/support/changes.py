"""Random changes of random networks, written into the network's rows and into the graph alike."""

import datetime
import random
from typing import Any

from service.graph.database import Transaction
from tests.support.model import Network, as_text
from tests.support.networks import days_from

ENTERPRISE = "MATCH (e:Enterprise {id: $id}) SET e += $facts"
NEED = """
MATCH (e:Enterprise {id: $enterprise}), (m:Material {id: $material})
MERGE (e)-[n:NEEDS]->(m) SET n += $facts
"""
DROP = """
MATCH (:Enterprise {id: $supplier})-[r:SUPPLIES {material: $material}]->(:Enterprise {id: $buyer})
DELETE r
"""
SUPPLY = """
MATCH (s:Enterprise {id: $supplier}), (b:Enterprise {id: $buyer})
UNWIND $rows AS row
CREATE (s)-[r:SUPPLIES {material: $material}]->(b) SET r += row
"""

DATES = {"closed_on", "resumed_on", "expected_on", "surveyed_on", "stock_on", "since", "until"}
NUMBERS = {"output_rate", "stock_days", "lead_days", "share"}


def typed(row: dict[str, str], names: set[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in names & row.keys():
        text = row[name]
        if text == "":
            values[name] = None
        elif name in DATES:
            values[name] = datetime.date.fromisoformat(text)
        elif name in NUMBERS:
            values[name] = float(text)
        else:
            values[name] = text == "true" if text in ("true", "false") else text
    return values


def change(rng: random.Random, network: Network, transaction: Transaction) -> list[str]:
    """Makes one change; gives the ids of those whose facts, needs or supplies changed."""
    kind = rng.random()
    if kind < 0.45:
        row = rng.choice(network.enterprises)
        name, value = rng.choice(
            [
                ("expected_on", rng.choice(["", *map(days_from, (-4, 0, 1, 2, 5, 30, 365, 400))])),
                ("expected_on", days_from(rng.randint(1, 20))),
                ("resumed_on", rng.choice(["", days_from(-1), days_from(0)])),
                ("output_rate", rng.choice(["", "0.3", "0.8"])),
                ("closed_on", rng.choice(["", "", days_from(-1)])),
                ("surveyed_on", rng.choice(["", days_from(-2)])),
            ]
        )
        row[name] = value
        transaction.run(ENTERPRISE, {"id": row["id"], "facts": typed(row, {name})})
        return [row["id"]]
    if kind < 0.65 and network.needs:
        need = rng.choice(network.needs)
        need["stock_days"] = rng.choice(["", as_text(rng.randint(0, 20) / 2)])
        need["essential"] = rng.choice(["true", "true", "true", "false"])
        facts = typed(need, {"stock_days", "essential"})
        given = {"enterprise": need["enterprise"], "material": need["material"], "facts": facts}
        transaction.run(NEED, given)
        return [need["enterprise"]]
    return _supply(rng, network, transaction)


def _supply(rng: random.Random, network: Network, transaction: Transaction) -> list[str]:
    ids = [row["id"] for row in network.enterprises]
    if network.supplies and rng.random() < 0.7:
        row = rng.choice(network.supplies)
        if rng.random() < 0.3:
            network.supplies.remove(row)
        else:
            row["lead_days"] = rng.choice(["", as_text(rng.randint(0, 20) / 2)])
            row["share"] = rng.choice([row["share"], "", as_text(rng.randint(0, 20) / 100)])
            row["until"] = rng.choice(["", "", days_from(-1)])
    else:
        row = dict.fromkeys(("share", "since", "until"), "")
        row |= {
            "supplier": rng.choice(ids),
            "material": rng.choice(network.materials)["id"],
            "buyer": rng.choice(ids),
            "lead_days": as_text(rng.randint(0, 20) / 2),
        }
        if row["supplier"] == row["buyer"]:
            return []
        network.supplies.append(row)
        place = {"enterprise": row["buyer"], "material": row["material"]}
        if not any(need.items() >= place.items() for need in network.needs):
            network.needs.append({**place, "stock_days": "", "stock_on": "", "essential": ""})
            transaction.run(NEED, {**place, "facts": {}})
    key = {name: row[name] for name in ("supplier", "material", "buyer")}
    rows = [other for other in network.supplies if other.items() >= key.items()]
    facts = {"lead_days", "share", "since", "until"}
    transaction.run(DROP, key)
    transaction.run(SUPPLY, {**key, "rows": [typed(other, facts) for other in rows]})
    return [row["buyer"]]
