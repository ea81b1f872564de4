"""What a stop costs, against an independent model: days lost by fixpoint, stops by simulation."""

import random
from collections.abc import Sequence

import pytest

from service.derivation.disruption import derive_losses
from service.errors import Conflict
from service.graph.database import Graph
from service.statements import CYPHER
from tests.support.losses import Facts, Loss, dress, fill_all, losses
from tests.support.model import Network
from tests.support.networks import AS_OF, random_network

CHANGE, ANSWER = (CYPHER / "what-if" / "stops.cypher").read_text("utf-8").split("\n;\n")


class Undone(Exception):
    pass


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
