"""A derivation that was broken off, and services on one graph that take it up."""

import random

import pytest

from service.answers import background_derivation
from service.answers.background_derivation import Unfinished
from service.derivation import full
from service.derivation.full import derive, is_current
from service.graph.database import Graph
from service.graph.state import read_state
from tests.support.derived import everything
from tests.support.networks import fill, random_network


def test_of_several_that_take_it_up_at_once_one_makes_it(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(graph, random_network(random.Random(1), "n", 12))
    derive(graph)
    derived = everything(graph)
    graph.write(
        "MATCH (g:Graph {id: 'graph'}) SET g.derived_version = null, g.stamp = randomUUID()"
    )
    made = []
    run = full._Derivation.run
    monkeypatch.setattr(full._Derivation, "run", lambda self: made.append(self) or run(self))
    monkeypatch.setattr(background_derivation, "UNFINISHED_SECONDS", -1.0)
    # each looks before any of them has begun
    monkeypatch.setattr(Graph, "can_lock", lambda *_, **__: True)
    with graph.transaction(write=False) as transaction:
        state = read_state(transaction)
    assert not state.derived
    services = [Unfinished(graph) for _ in range(3)]
    for one in services:
        one.look(state)
    threads = [one._thread for one in services]
    for thread in threads:
        assert thread
        thread.join(60)
        assert not thread.is_alive()
    assert len(made) == 1 and is_current(graph)
    assert everything(graph) == derived
