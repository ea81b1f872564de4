"""What coverage must answer, from the tables in plain Python, and what networks need for it."""

import math
import random
from typing import Any

from service.graph.database import Graph
from tests.support.model import Model, Network, Offer, as_text
from tests.support.oracle_readiness import NOT_YET, Oracle, Row, days

DRESS = """
CALL () {
  UNWIND $enterprises AS row
  MATCH (e:Enterprise {id: row.id})
  SET e += row
}
CALL () {
  UNWIND $needs AS row
  MATCH (:Enterprise {id: row.enterprise})-[n:NEEDS]->(:Material {id: row.material})
  SET n += row.properties
}
UNWIND $makes AS row
MATCH (e:Enterprise {id: row.enterprise}), (m:Material {id: row.material})
CREATE (e)-[:MAKES {daily_capacity: row.daily_capacity}]->(m)
"""
"""What ``fill`` leaves out of a network."""


def dress(rng: random.Random, network: Network) -> None:
    """Gives a network what coverage rests on beside readiness: outputs, amounts, anchors."""
    for row in network.enterprises:
        row["output_rate"] = rng.choice(["", "0", "0.3", "0.79", "0.8", "1", "1.1"])
        row["anchor"] = rng.choice(["true", "false", ""])
        row["above_scale"] = rng.choice(["true", "false", ""])
        row["district"] = rng.choice(["", "330282", "330205", "110101"])
        row["industry"] = rng.choice(["", "3823", "3251"])
    for row in network.needs:
        row["daily_quantity"] = rng.choice(["", "10", "2.5"])
        row["suppliers_complete"] = rng.choice(["", "true", "false"])
    made = sorted({(row["supplier"], row["material"]) for row in network.supplies})
    network.makes = [
        {"enterprise": s, "material": m, "daily_capacity": rng.choice(["", "4", "12.5"])}
        for s, m in made
        if rng.random() < 0.9
    ]
    for row in network.supplies:
        if row["share"] and rng.random() < 0.2:
            row["share"] = rng.choice(["0", as_text(rng.randint(0, 5) / 100)])


def write_dress(graph: Graph, network: Network) -> None:
    """Writes into the graph what ``dress`` gave and ``fill`` left out."""

    def truth(text: str) -> bool | None:
        return text == "true" if text else None

    graph.write(
        DRESS,
        {
            "enterprises": [
                {
                    "id": row["id"],
                    "anchor": truth(row["anchor"]),
                    "above_scale": truth(row["above_scale"]),
                    "district": row["district"] or None,
                    "industry": row["industry"] or None,
                }
                for row in network.enterprises
            ],
            "needs": [
                {
                    "enterprise": row["enterprise"],
                    "material": row["material"],
                    "properties": {
                        "daily_quantity": _amount(row["daily_quantity"]),
                        "suppliers_complete": truth(row["suppliers_complete"]),
                    },
                }
                for row in network.needs
            ],
            "makes": [
                row | {"daily_capacity": _amount(row["daily_capacity"])} for row in network.makes
            ],
        },
    )


class Coverage:
    """A network, and how each of its needs is covered."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.oracle = Oracle(network)
        self.model: Model = self.oracle.model
        self.stopped = {e: 0 for e in self.model.rows if not self.model.runs[e]}
        self.stopped |= {e: at for e, (at, _) in self.oracle.stop.items()}
        self.capacity = {(r["enterprise"], r["material"]): r for r in network.makes}

    def state(self, s: str) -> str | None:
        row = self.model.rows[s]
        if s in self.model.closed:
            return "closed"
        if not row["resumed_on"] or row["resumed_on"] > self.model.as_of.isoformat():
            return "not_resumed"
        return None if row["output_rate"] else "unknown"

    def output(self, s: str) -> float:
        state = self.state(s)
        if state in ("closed", "not_resumed"):
            return 0.0
        return 1.0 if state == "unknown" else min(1.0, float(self.model.rows[s]["output_rate"]))

    def rate(self, offers: list[Offer]) -> float | None:
        if not offers:
            return None
        shares = [offer.share for offer in offers]
        if None not in shares and sum(shares) > 0:
            given = sum(offer.share * self.output(offer.supplier) for offer in offers)
            return given / sum(shares)
        return min(1.0, sum(self.output(offer.supplier) for offer in offers))

    def stop(self, e: str, m: str, offers: list[Offer]) -> int | None:
        """When ``e`` stops for want of ``m``: the term of the rule of running short."""
        model = self.model
        if not model.runs[e] or m not in model.essential[e] or not offers:
            return None
        if (wait := model.wait(e, m)) is not None and wait <= 0:
            return None
        dry = self.oracle._runs_dry(e, m, self.stopped)
        return None if dry == NOT_YET else dry + model.stock[e, m]

    def rows(self, e: str) -> list[Row]:
        rows = []
        for need in self.network.needs:
            if need["enterprise"] == e:
                rows.append(self.row(e, need["material"], need))
        return sorted(
            rows,
            key=lambda row: (
                not row["essential"],
                row["covered_rate"] is None,
                row["covered_rate"],
                row["material"],
            ),
        )

    def row(self, e: str, m: str, need: dict[str, str]) -> Row:
        offers = sorted(
            self.model.offers.get((e, m), []),
            key=lambda o: (o.share is None, -(o.share or 0), o.supplier),
        )
        rate, stop = self.rate(offers), self.stop(e, m, offers)
        open_ = [o.supplier for o in offers if o.supplier not in self.model.closed]
        known = [
            amount
            for s in open_
            if (made := self.capacity.get((s, m)))
            and (amount := _amount(made["daily_capacity"])) is not None
        ]
        return {
            "enterprise": e,
            "material": m,
            "covered_rate": None if rate is None else math.floor(1e4 * rate + 0.5) / 1e4,
            "stock_days": self.model.stock[e, m] / 100,
            "stop_days": days(stop),
            "suppliers": [o.supplier for o in offers],
            "daily_capacity": sum(known) if known else None,
            "daily_quantity": _amount(need["daily_quantity"]),
            "confirmed": need["suppliers_complete"] == "true",
            "essential": (need["essential"] or "true") == "true",
            "outputs": [
                {
                    "supplier": o.supplier,
                    "supplier_name": o.supplier,
                    "share": days(o.share),
                    "output_rate": self.output(o.supplier),
                    "state": self.state(o.supplier),
                }
                for o in offers
            ],
            "capacity_unknown": len(open_) - len(known) if offers else None,
            "stop_on": self.oracle.date(stop),
            "firm": self.model.firm[e],
        }

    def worst(self, district: str = "", industry: str = "") -> list[Row]:
        """The essential needs of anchors that are not wholly covered, in no order."""
        found: list[Row] = []
        for e, row in self.model.rows.items():
            leads = row["anchor"] == "true" or (not row["anchor"] and row["above_scale"] == "true")
            here = row["district"].startswith(district) and row["industry"].startswith(industry)
            if leads and here and e not in self.model.closed:
                found += [
                    one
                    for one in self.rows(e)
                    if one["essential"] and one["suppliers"] and one["covered_rate"] < 1
                ]
        return found


def worst_first(rows: list[Row]) -> list[Row]:
    def key(row: Row) -> tuple[Any, ...]:
        stop = row["stop_days"]
        return (
            row["covered_rate"],
            stop is None,
            stop or 0,
            row["stock_days"],
            row["enterprise"],
            row["material"],
        )

    return sorted(rows, key=key)


def _amount(text: str) -> float | None:
    return float(text) if text else None
