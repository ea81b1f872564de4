"""What a stop costs, by the definition: days lost by fixpoint, stops by simulation."""

import random
from collections.abc import Sequence

from service.derivation.full import derive
from service.graph.database import Graph
from tests.support.model import Model, Network, enough, quantile
from tests.support.networks import AS_OF, fill

RECOVER = """
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.id})
SET e.recover_days = row.days, e.name = row.id
"""

Loss = tuple[float, float, float, str | None]
"""Days until it stops, until it runs again, lost, and the material it lacks first."""


class Facts(Model):
    """The facts alone: who is ready when takes a model long to find, and is not asked here."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.as_of = network.as_of
        self.rows = {row["id"]: row for row in network.enterprises}
        self.closed = {e for e, row in self.rows.items() if self._past(row.get("closed_on"))}
        self.runs = {e: self._runs(e) for e in self.rows}
        self.offers = {}
        self.essential = {e: [] for e in self.rows}
        self.stock = {}
        self._read_needs(network)
        self._read_supplies(network)


def losses(model: Facts, network: Network, out: dict[str, int]) -> dict[str, Loss]:
    """The definition, in plain loops. ``out`` is in hundredths of a day."""
    offers = {
        (e, m): [o for o in model.offers[e, m] if o.supplier not in model.closed]
        for e in model.rows
        if e not in model.closed
        for m in model.needs(e)
    }
    needs = [need for need in offers if offers[need]]
    leads = {
        (e, m, o.supplier): road(network, e, m, o.supplier) for e, m in needs for o in offers[e, m]
    }
    lost = {e: out.get(e, 0) for e in model.rows}

    def cost(e: str, m: str) -> int:
        made_up = quantile([(lost[o.supplier], o.share) for o in offers[e, m]])
        assert made_up is not None
        return made_up - model.stock[e, m]

    while more := [(e, m) for e, m in needs if cost(e, m) > lost[e]]:
        for e, m in more:
            lost[e] = max(lost[e], cost(e, m))
    stop = {e: 0 for e, days in out.items() if days > 0}

    def used_up(e: str, m: str) -> int | None:
        """The day on which what was in stock and on the road is gone, as far as is known."""
        ends = {
            o: stop[o.supplier] + leads[e, m, o.supplier]
            for o in offers[e, m]
            if o.supplier in stop
        }
        for day in sorted(ends.values()):
            if not enough(
                offers[e, m], [o for o in offers[e, m] if o not in ends or ends[o] > day]
            ):
                return day + model.stock[e, m]
        return None

    def coming(only: set[str]) -> list[tuple[int, str, str]]:
        found = [(used_up(e, m), m, e) for e, m in needs if e in only and cost(e, m) > 0]
        return [(day, m, e) for day, m, e in found if day is not None]

    # forwards in time: the next to stop is the one whose stock is first used up
    while more_stop := coming(lost.keys() - stop.keys()):
        day, _, e = min(more_stop)
        stop[e] = day
    assert stop.keys() == {e for e in lost if lost[e] > 0}
    lacks: dict[str, str] = {}
    for _, m, e in sorted(coming(stop.keys() - {d for d in out if out[d] > 0})):
        lacks.setdefault(e, m)
    return {
        e: (stop[e] / 100, (stop[e] + lost[e]) / 100, lost[e] / 100, lacks.get(e)) for e in stop
    }


def road(network: Network, e: str, m: str, s: str) -> int:
    """The shortest lead of the supplies that count today, in hundredths; a blank one is 0."""
    found = []
    for row in network.supplies:
        if (row["buyer"], row["material"], row["supplier"]) == (e, m, s):
            since, until = row.get("since"), row.get("until")
            if not ((since and since > AS_OF.isoformat()) or (until and until < AS_OF.isoformat())):
                found.append(round(100 * float(row["lead_days"] or 0)))
    return min(found)


def dress(rng: random.Random, network: Network) -> None:
    for row in network.enterprises:
        row["recover_days"] = rng.choice(["", "0", "0.01", "2", "7.5", "30", "90"])


def fill_all(graph: Graph, networks: Sequence[Network]) -> None:
    """All networks side by side in one graph, derived at once."""
    whole = Network(AS_OF)
    for network in networks:
        for table in ("enterprises", "materials", "needs", "supplies"):
            getattr(whole, table).extend(getattr(network, table))
    fill(graph, whole)
    rows = [
        {"id": row["id"], "days": float(row["recover_days"]) if row["recover_days"] else None}
        for row in whole.enterprises
    ]
    graph.write(RECOVER, {"rows": rows})
    derive(graph)
