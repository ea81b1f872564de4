"""Cumulative lead times: as the graph stores them, and as the model says."""

import random
from copy import deepcopy
from typing import Any

from service.derivation.fixpoint import VALUES
from service.graph.database import Graph, Transaction
from tests.support.derived import days
from tests.support.model import Model, Network

STORED = """
MATCH (e:Enterprise) WHERE e.id STARTS WITH $name
RETURN e.id, CASE WHEN e.lead_at < $never THEN (e.lead_at + $scale - 1) / $scale / 100.0 END,
  e.due, e.lower, e.raised, e.high
"""


def bare(network: Network) -> Network:
    """The network when all own days and stocks are 0 and nobody runs."""
    other = deepcopy(network)
    for row in other.enterprises:
        row |= dict.fromkeys(("closed_on", "resumed_on", "expected_on", "output_rate"), "")
    for need in other.needs:
        need["stock_days"] = ""
    return other


def loosened(rng: random.Random, network: Network) -> Network:
    """Often with leads of nothing, given or blank, so that circles take no time."""
    chance = rng.choice([0, 0, 0.3, 0.7, 1])
    for row in network.supplies:
        if rng.random() < chance:
            row["lead_days"] = rng.choice(["", "0"])
    return network


def expected(network: Network) -> dict[str, list[Any]]:
    model = Model(bare(network))
    return {e: [days(model.ready[e]), *[None] * 4] for e in model.rows}


def stored(asked: Graph | Transaction, name: str) -> dict[str, list[Any]]:
    read = asked.read if isinstance(asked, Graph) else asked.run
    rows = read(STORED, {"name": name} | VALUES).rows
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1:] for row in rows}
