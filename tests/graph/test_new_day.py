"""A new day: everything is derived again, days counted from it."""

import datetime
import random

import pytest

from service.derivation.full import derive, new_day
from service.errors import Conflict
from service.graph.database import Graph
from tests.support.derived import expected, of_those
from tests.support.lead_times import expected as leads_of
from tests.support.lead_times import stored
from tests.support.model import Network
from tests.support.networks import AS_OF, fill, random_network

THEN = AS_OF + datetime.timedelta(days=3)


def test_days_are_counted_from_the_new_day(graph: Graph) -> None:
    rng = random.Random(5)
    networks: dict[str, Network] = {f"n{i}x": random_network(rng, f"n{i}x", 12) for i in range(20)}
    for network in networks.values():
        fill(graph, network)
    derive(graph)
    assert new_day(graph, THEN) is not None
    with graph.transaction(write=False) as transaction:
        for name, network in networks.items():
            network.as_of = THEN
            assert of_those(transaction, name) == expected(network)
            assert stored(transaction, name) == leads_of(network)
    assert new_day(graph, THEN) is None


def test_one_broken_off_is_ended_by_the_next(graph: Graph) -> None:
    fill(graph, random_network(random.Random(6), "n", 5))
    derive(graph)
    graph.write(
        "MATCH (g:Graph {id: 'graph'}) SET g.as_of = $day, g.derived_version = null", {"day": THEN}
    )
    assert new_day(graph, THEN) is not None


def test_refusals(graph: Graph) -> None:
    with pytest.raises(Conflict, match="Nothing was loaded"):
        new_day(graph, THEN)
    fill(graph, random_network(random.Random(6), "n", 5))
    derive(graph)
    with pytest.raises(Conflict, match="stands at 2020-02-12 already"):
        new_day(graph, AS_OF - datetime.timedelta(days=1))
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.loading = 'other'")
    with pytest.raises(
        Conflict, match="other is being loaded; if the load was interrupted, run it again"
    ):
        new_day(graph, THEN)
    assert graph.read("MATCH (g:Graph {id: 'graph'}) RETURN g.as_of").one() == [AS_OF]
