"""What a stop costs, against an independent model: days lost by fixpoint, stops by simulation."""

import random
from collections.abc import Sequence

import pytest

from service.derivation.disruption import derive_losses
from service.derivation.full import derive
from service.errors import Conflict
from service.graph.database import Graph
from service.statements import CYPHER
from tests.support.model import Model, Network, enough, quantile
from tests.support.networks import AS_OF, fill, random_network

CHANGE, ANSWER = (CYPHER / "what-if" / "stops.cypher").read_text("utf-8").split("\n;\n")

RECOVER = """
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.id})
SET e.recover_days = row.days, e.name = row.id
"""

Loss = tuple[float, float, float, str | None]
"""Days until it stops, until it runs again, lost, and the material it lacks first."""


class Undone(Exception):
    pass


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


def ask(graph: Graph, enterprises: Sequence[str], days: float | None = None) -> dict[str, Loss]:
    """The what-if by hand: change, losses, answer, and everything undone."""
    rows = []
    try:
        with graph.transaction(timeout=60) as transaction:
            changed = transaction.run(CHANGE, {"enterprises": list(enterprises), "days": days})
            assert [row[0] for row in changed.rows] == list(enterprises)
            derive_losses(transaction)
            rows = transaction.run(ANSWER).rows
            raise Undone
    except Undone:
        pass
    stops = [row[3] for row in rows]
    assert stops == sorted(stops)
    return {row[0]: (row[3], row[4], row[5], row[6]) for row in rows}


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


def tried(rng: random.Random, model: Facts) -> tuple[list[str], float | None]:
    """Who stops, and for how long: sometimes each for its own days to recover."""
    among = sorted(model.rows.keys() - model.closed)
    some = rng.sample(among, min(len(among), rng.choice([1, 1, 2, 3])))
    if rng.random() < 0.3:
        known = [e for e in some if model.rows[e]["recover_days"]]
        if known:
            return known, None
    return some, rng.choice([0, 0.01, 1, 3, 3, 10, 40, 1500])


@pytest.mark.parametrize("seed", range(6))
def test_random_networks(graph: Graph, seed: int) -> None:
    """1,200 small networks: closed ones, circles, shares, parallel and dated supplies, ties."""
    rng = random.Random(seed)
    networks = [random_network(rng, f"n{i}", rng.randint(2, 14)) for i in range(200)]
    for network in networks:
        dress(rng, network)
    fill_all(graph, networks)
    spread_beyond = 0
    for network in networks:
        model = Facts(network)
        some, days = tried(rng, model)
        if not some:
            continue
        out = {
            e: round(100 * (float(model.rows[e]["recover_days"]) if days is None else days))
            for e in some
        }
        expected = losses(model, network, out)
        assert ask(graph, some, days) == expected
        spread_beyond += len(expected.keys() - out.keys())
    assert spread_beyond > 50


def test_closed_and_unknown_are_refused(graph: Graph) -> None:
    network = Network(AS_OF)
    for e, closed, days in (("a", "2020-02-01", "3"), ("b", "", ""), ("c", "", "2")):
        network.enterprises.append({"id": e, "closed_on": closed, "recover_days": days})
    fill_all(graph, [network])
    with pytest.raises(Conflict) as refused:
        ask(graph, ["a", "b", "c"])
    assert [(f.where, f.value) for f in refused.value.faults] == [
        ("enterprises", "a"),
        ("days", "b"),
    ]
    assert ask(graph, ["c"]) == {"c": (0, 2, 2, None)}
    assert ask(graph, ["b"], 1.5) == {"b": (0, 1.5, 1.5, None)}
